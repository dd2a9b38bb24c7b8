package org.metagov.gateway.store;

import java.time.Instant;

/**
 * The time of a single node: the wall clock of the start, moved on by the machine's monotonic
 * counter. It never jumps, whatever becomes of the wall clock.
 */
final class MonotonicClock {
  private final Instant started = Instant.now();
  private final long startedNanos = System.nanoTime();

  Instant now() {
    return started.plusNanos(System.nanoTime() - startedNanos);
  }
}
