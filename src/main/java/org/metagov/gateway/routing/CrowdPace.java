package org.metagov.gateway.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a lane rests while many webhooks come in: several times as long as the work on one takes
 * of late, and longer where more lanes share the processors. Most of that work is done once,
 * however many webhooks there are; so a machine that is busy does it less often, for more of them
 * at once, and catches up.
 */
final class CrowdPace {
  private static final long SHORTEST_NANOS = Duration.ofMillis(200).toNanos();

  /** Who brings them is waiting, and so is whoever hears of them. */
  private static final long LONGEST_NANOS = Duration.ofMillis(500).toNanos();

  private static final int PAUSES = 4;

  /** One that takes long by itself, such as on a platform's answer, does not count for much. */
  private static final int WEIGHT = 8;

  private final int processors;
  private final AtomicLong usual = new AtomicLong();
  private final AtomicInteger lanes = new AtomicInteger();

  /** The pace of a machine with so many processors. */
  CrowdPace(int processors) {
    this.processors = processors;
  }

  /** One more lane has begun, and rests or is worked off. */
  void begin() {
    lanes.incrementAndGet();
  }

  /** It has ended. */
  void end() {
    lanes.decrementAndGet();
  }

  /** Notes that the work on a lane took so long. */
  void took(long nanos) {
    usual.updateAndGet(before -> before + (nanos - before) / WEIGHT);
  }

  /** Returns for how many nanoseconds a lane rests. */
  long rest() {
    long sharing = Math.max(1, lanes.get() / processors);
    return Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, PAUSES * usual.get() * sharing));
  }
}
