package org.metagov.gateway.lane;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.metagov.gateway.background.CrowdPace;

/**
 * How long the lanes of a stream rest that is written to in quick succession: what comes meanwhile
 * is read with it, and recorded with it. A machine that has little to do lets them rest for a few
 * milliseconds only.
 */
@ApplicationScoped
public class LanePace {
  private static final Duration LONGEST = Duration.ofMillis(100);
  private static final int MOST = 10_000;

  private final CrowdPace pace = CrowdPace.of(Duration.ZERO, LONGEST);

  /** By stream, when it was written to last, and until when its lanes rest. */
  private final Map<String, Moment> moments = new ConcurrentHashMap<>();

  private record Moment(long written, long rested) {}

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
    long now = System.nanoTime();
    long rest = pace.rest();
    Moment moment =
        moments.compute(
            stream,
            (name, before) ->
                before == null || now - before.written() >= rest
                    ? new Moment(now, now)
                    : new Moment(now, before.rested() > now ? before.rested() : now + rest));
    return Duration.ofNanos(moment.rested() - now);
  }

  /** Returns for how many nanoseconds more the lanes of {@code stream} rest. */
  public long left(String stream) {
    Moment moment = moments.get(stream);
    return moment == null ? 0 : Math.max(0, moment.rested() - System.nanoTime());
  }
}
