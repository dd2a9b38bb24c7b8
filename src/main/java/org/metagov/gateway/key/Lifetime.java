package org.metagov.gateway.key;

import java.time.Instant;
import java.util.Optional;

/**
 * When a community was there.
 *
 * @param since when it was created
 * @param until when it was deleted; empty while it is there
 */
public record Lifetime(Instant since, Optional<Instant> until) {
  /** Returns whether something that was written at {@code time} is of it. */
  public boolean includes(Instant time) {
    return !time.isBefore(since) && until.filter(time::isAfter).isEmpty();
  }
}
