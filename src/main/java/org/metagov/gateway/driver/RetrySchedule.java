package org.metagov.gateway.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/** How long a message waits for its next try. */
public final class RetrySchedule {
  /** Six tries in ten minutes. */
  private static final List<Duration> REFUSED = seconds(5, 25, 60, 150, 360);

  /** Twelve tries in two hours. */
  private static final List<Duration> BROKEN =
      seconds(5, 15, 30, 60, 120, 300, 600, 900, 1440, 1800, 1930);

  private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PROBE = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 9;
  private static final double JITTER = 0.1;

  private RetrySchedule() {}

  /**
   * Returns how long a message waits that was refused {@code refusals} times; empty where that was
   * the last time.
   */
  public static Optional<Duration> afterRefusal(Verdict verdict, int refusals) {
    List<Duration> waits = verdict == Verdict.BROKEN ? BROKEN : REFUSED;
    return refusals > waits.size()
        ? Optional.empty()
        : Optional.of(shortened(waits.get(Math.max(refusals, 1) - 1)));
  }

  /** Returns how long a destination is left alone that has failed {@code failures} times. */
  public static Duration whileDown(int failures, Optional<Duration> retryAfter) {
    Duration doubled =
        FIRST_PROBE.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS));
    Duration wait = shortened(doubled.compareTo(LONGEST_PROBE) > 0 ? LONGEST_PROBE : doubled);
    return retryAfter.filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
  }

  /** Never longer, so that the schedule's whole length holds. */
  private static Duration shortened(Duration wait) {
    double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
    return Duration.ofMillis((long) (wait.toMillis() * factor));
  }

  private static List<Duration> seconds(long... waits) {
    return LongStream.of(waits).mapToObj(Duration::ofSeconds).toList();
  }
}
