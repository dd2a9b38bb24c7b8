package org.metagov.gateway.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * How long work of one kind rests while much of it comes in: several times as long as a piece of it
 * takes of late, and longer where more pieces share the processors. Most of that work is done once,
 * however much has come in meanwhile; so a machine that is busy does it less often, for more at
 * once, and catches up. Thread-safe.
 */
public final class CrowdPace {
  private static final int PAUSES = 4;

  /** One that takes long by itself, such as on a platform's answer, does not count for much. */
  private static final int WEIGHT = 8;

  private final int processors;
  private final long shortest;
  private final long longest;
  private final AtomicLong usual = new AtomicLong();

  /**
   * The pace of a machine with so many processors.
   *
   * @param longest how long something rests at most: whoever has caused it waits, and so does
   *     whoever hears of it
   */
  public CrowdPace(int processors, Duration shortest, Duration longest) {
    this.processors = processors;
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
  }

  /** The same, of this machine. */
  public static CrowdPace of(Duration shortest, Duration longest) {
    return new CrowdPace(Runtime.getRuntime().availableProcessors(), shortest, longest);
  }

  /** Notes that the work on a piece took so long. */
  public void took(long nanos) {
    usual.updateAndGet(before -> before + (nanos - before) / WEIGHT);
  }

  /** Does a piece of work, and notes how long it took. */
  public <T> T of(Supplier<T> work) {
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      took(System.nanoTime() - began);
    }
  }

  /** Returns for how many nanoseconds a piece rests, of so many that share the processors. */
  public long rest(int pieces) {
    long sharing = Math.max(1, pieces / processors);
    return Math.max(shortest, Math.min(longest, PAUSES * usual.get() * sharing));
  }
}
