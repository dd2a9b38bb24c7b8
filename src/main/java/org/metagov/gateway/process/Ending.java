package org.metagov.gateway.process;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a process that is not completed comes to its end, if it does.
 *
 * @param closing since when a driver closes it
 * @param over since when it is over, as a look has told
 */
public record Ending(Optional<Instant> closing, Optional<Instant> over) {
  /** Returns whether what was received at {@code time} has come too late. */
  boolean isBefore(Instant time) {
    return Stream.concat(closing.stream(), over.stream()).anyMatch(time::isAfter);
  }
}
