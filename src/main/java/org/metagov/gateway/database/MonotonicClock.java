package org.metagov.gateway.database;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * The time of a single node: the wall clock of the start, moved on by the machine's monotonic
 * counter, so that it never goes back, whatever becomes of the wall clock. That counter may stand
 * still while the machine is suspended: where the wall clock has gone ahead of it, this one
 * follows.
 */
final class MonotonicClock {
  private static final Logger LOG = Logger.getLogger(MonotonicClock.class.getName());

  /** What two clocks of one machine may differ by without anything having happened. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /**
   * A wall clock that is further ahead is taken for wrong: to follow one for a moment would end all
   * that waits. It is less than what messages to drivers are kept for; a longer sleep takes a
   * restart.
   */
  private static final Duration LONGEST_SLEEP = Duration.ofDays(3);

  private final Supplier<Instant> wall;
  private final LongSupplier counter;
  private final Instant started;
  private final long startedAt;

  /** How much the counter has missed, in nanoseconds; it only grows. */
  private final AtomicLong missed = new AtomicLong();

  MonotonicClock() {
    this(Instant::now, System::nanoTime);
  }

  MonotonicClock(Supplier<Instant> wall, LongSupplier counter) {
    this.wall = wall;
    this.counter = counter;
    started = wall.get();
    startedAt = counter.getAsLong();
  }

  Instant now() {
    Instant counted = started.plusNanos(counter.getAsLong() - startedAt);
    Instant time = counted.plusNanos(missed.get());
    Duration ahead = Duration.between(time, wall.get());
    if (ahead.compareTo(TOLERANCE) <= 0 || ahead.compareTo(LONGEST_SLEEP) > 0) {
      return time;
    }
    long asleep = Duration.between(counted, time.plus(ahead)).toNanos();
    if (missed.getAndAccumulate(asleep, Math::max) < asleep) {
      LOG.warning(
          "The clock goes on by " + ahead + ": the machine has slept, or its clock was set");
    }
    return counted.plusNanos(missed.get());
  }
}
