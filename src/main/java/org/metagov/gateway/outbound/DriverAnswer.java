package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;

/**
 * What a driver has answered to a message.
 *
 * @param status the HTTP status; 0 where there was no answer
 * @param retryAfter how long it asks to be left alone
 * @param said how its body begins, where it has not taken the message; for people
 * @param error why there was no answer; empty where there was one
 * @param forbidden whether the address may not be called: told as one where nobody is, but not
 *     worth a second try
 */
public record DriverAnswer(
    int status, Optional<Duration> retryAfter, String said, String error, boolean forbidden) {
  /** One that says nothing more. */
  public DriverAnswer(int status, Optional<Duration> retryAfter, String error, boolean forbidden) {
    this(status, retryAfter, "", error, forbidden);
  }

  /** Returns it, with {@code text} for how its body begins. */
  public DriverAnswer saying(String text) {
    return new DriverAnswer(status, retryAfter, text, error, forbidden);
  }
}
