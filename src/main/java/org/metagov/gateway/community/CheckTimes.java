package org.metagov.gateway.community;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When a platform is asked again. */
public final class CheckTimes {
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 10;
  private static final double JITTER = 0.1;

  private CheckTimes() {}

  /** Returns the next time after one that went well. */
  public static Instant next(Instant now, Duration interval) {
    return now.plus(jittered(interval));
  }

  /** As above, or sooner if the plugin asks so. */
  public static Instant next(Instant now, Duration interval, Optional<Instant> asked) {
    Instant regular = next(now, interval);
    return asked
        .filter(time -> time.isBefore(regular))
        .map(time -> time.isBefore(now.plus(SOONEST)) ? now.plus(SOONEST) : time)
        .orElse(regular);
  }

  /**
   * Returns the next time of one that failed: later with each failure in a row, at most an hour,
   * and not before the platform wants to be asked.
   */
  public static Instant afterFailure(
      Instant now, Duration interval, int failuresBefore, Optional<Duration> retryAfter) {
    Duration wait = interval.multipliedBy(1L << Math.min(failuresBefore, MOST_DOUBLINGS));
    Duration longest = interval.compareTo(LATEST) > 0 ? interval : LATEST;
    Duration bounded = jittered(wait.compareTo(longest) > 0 ? longest : wait);
    return now.plus(retryAfter.filter(asked -> asked.compareTo(bounded) > 0).orElse(bounded));
  }

  /** So that processes that were started together are not all asked about together. */
  private static Duration jittered(Duration wait) {
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofMillis((long) (wait.toMillis() * factor));
  }
}
