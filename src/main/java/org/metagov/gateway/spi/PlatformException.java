package org.metagov.gateway.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * The platform failed: it could not be reached, was too slow, or answered with an error. It means
 * "try again later" and is never a result. A driver sees 502 (504 on a time-out) with the message,
 * so the message says what the platform said and holds no secret.
 */
public class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean timeout;
  private final boolean untouched;
  private final transient Optional<Duration> retryAfter;

  /** The platform answered, but not as it should. */
  public PlatformException(String message) {
    this(message, 0, false, false, Optional.empty(), null);
  }

  /** The platform's answer cannot be used because of {@code cause}. */
  public PlatformException(String message, Throwable cause) {
    this(message, 0, false, false, Optional.empty(), cause);
  }

  private PlatformException(
      String message,
      int status,
      boolean timeout,
      boolean untouched,
      Optional<Duration> retryAfter,
      Throwable cause) {
    super(message, cause);
    this.status = status;
    this.timeout = timeout;
    this.untouched = untouched;
    this.retryAfter = retryAfter;
  }

  /** The platform answered with the HTTP status {@code status}. */
  public static PlatformException answered(
      String message, int status, Optional<Duration> retryAfter) {
    return new PlatformException(message, status, false, false, retryAfter, null);
  }

  /** The platform did not answer in time. */
  public static PlatformException timedOut(String message, Throwable cause) {
    return new PlatformException(message, 0, true, false, Optional.empty(), cause);
  }

  /**
   * The call was not sent, as the platform is to be left alone for {@code wait}.
   *
   * @param untouched whether nothing else was sent before it in the same action, process step or
   *     hook
   */
  public static PlatformException unsent(String message, Duration wait, boolean untouched) {
    return new PlatformException(message, 0, false, untouched, Optional.of(wait), null);
  }

  /** Returns the platform's HTTP status, 0 where it did not answer. */
  public int status() {
    return status;
  }

  /** Returns whether the platform was too slow. */
  public boolean isTimeout() {
    return timeout;
  }

  /** Returns whether it is certain that the platform has heard nothing of all this. */
  public boolean isUntouched() {
    return untouched;
  }

  /** Returns how long the platform is to be left alone. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
