package org.metagov.gateway.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger pieces = new AtomicInteger();

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

  /** One more piece has begun, and rests or is worked on. */
  public void begin() {
    pieces.incrementAndGet();
  }

  /** It has ended. */
  public void end() {
    pieces.decrementAndGet();
  }

  /** Notes that the work on a piece took so long. */
  public void took(long nanos) {
    usual.updateAndGet(before -> before + (nanos - before) / WEIGHT);
  }

  /** Does a piece of work that does not rest. */
  public <T> T of(Supplier<T> work) {
    begin();
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      took(System.nanoTime() - began);
      end();
    }
  }

  /** Returns for how many nanoseconds a piece rests. */
  public long rest() {
    return rest(pieces.get());
  }

  /** The same where so many pieces come again and again, each of them soon after its last rest. */
  public long rest(int coming) {
    long sharing = Math.max(1, coming / processors);
    return Math.max(shortest, Math.min(longest, PAUSES * usual.get() * sharing));
  }
}
