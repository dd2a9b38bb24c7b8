package org.metagov.gateway.lane;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.metagov.gateway.background.CrowdPace;

/**
 * How long the lanes of a stream rest that is written to in quick succession: what comes meanwhile
 * is read with it, and recorded with it. The more such streams there are, the longer; a machine
 * that has little to do lets them rest for a few milliseconds only.
 */
@ApplicationScoped
public class LanePace {
  private static final Duration LONGEST = Duration.ofMillis(100);
  private static final long LONGEST_NANOS = LONGEST.toNanos();
  private static final int MOST = 10_000;

  /** In how many moments of a rest another one may end. */
  private static final int ENDS = 4;

  private final CrowdPace pace;
  private final LongSupplier nanos;

  /** By stream, when it was written to last, and until when its lanes rest: of late. */
  private final Map<String, Moment> moments = new ConcurrentHashMap<>();

  /** How many streams were written to within the longest rest, when that was counted. */
  private volatile int busy;

  private final AtomicLong counted;

  private record Moment(long written, long rested) {}

  /** The pace of this machine. */
  public LanePace() {
    this(CrowdPace.of(Duration.ZERO, LONGEST), System::nanoTime);
  }

  LanePace(CrowdPace pace, LongSupplier nanos) {
    this.pace = pace;
    this.nanos = nanos;
    counted = new AtomicLong(nanos.getAsLong());
  }

  /** Does what reads from a lane or records what has come of it. */
  public <T> T of(Supplier<T> step) {
    return pace.of(step);
  }

  /** Notes that {@code stream} is written to, and returns how long its lanes rest. */
  Duration written(String stream) {
    if (moments.size() >= MOST) {
      // It is a hint: those that are forgotten do not rest this once.
      moments.clear();
    }
    long now = nanos.getAsLong();
    count(now);
    long rest = pace.rest(busy);
    Moment moment =
        moments.compute(
            stream,
            (name, before) ->
                before == null || now - before.written() >= rest
                    ? new Moment(now, now)
                    : new Moment(
                        now, before.rested() - now > 0 ? before.rested() : end(now, rest)));
    return Duration.ofNanos(moment.rested() - now);
  }

  /** Returns when a rest ends that begins now: together with others, which are then one look. */
  private static long end(long now, long rest) {
    long end = now + rest;
    return end - Math.floorMod(end, Math.max(1, rest / ENDS));
  }

  /** Forgets those that were not written to of late, once in a while. */
  private void count(long now) {
    long before = counted.get();
    if (now - before >= LONGEST_NANOS && counted.compareAndSet(before, now)) {
      moments.values().removeIf(moment -> now - moment.written() >= LONGEST_NANOS);
      busy = moments.size();
    }
  }

  /** Returns for how many nanoseconds more the lanes of {@code stream} rest. */
  public long left(String stream) {
    Moment moment = moments.get(stream);
    return moment == null ? 0 : Math.max(0, moment.rested() - nanos.getAsLong());
  }
}
