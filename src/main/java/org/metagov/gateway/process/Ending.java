package org.metagov.gateway.process;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a process that is not completed comes to its end, if it does.
 *
 * @param closing since when a driver closes it
 * @param over since when it is over, as a look has told
 * @param lateFrom since when it was to be over, where that was taken back
 * @param lateUntil until when those who came in then were told so
 */
public record Ending(
    Optional<Instant> closing,
    Optional<Instant> over,
    Optional<Instant> lateFrom,
    Optional<Instant> lateUntil) {
  /** Returns whether what was received at {@code time} has come too late. */
  public boolean isBefore(Instant time) {
    return Stream.concat(closing.stream(), over.stream()).anyMatch(time::isAfter)
        || (lateFrom.filter(time::isAfter).isPresent()
            && lateUntil.filter(until -> !time.isAfter(until)).isPresent());
  }
}
