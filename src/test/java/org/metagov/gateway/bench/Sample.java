package org.metagov.gateway.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What was measured.
 *
 * @param times how long each piece of work took, in microseconds
 * @param errors how many more failed
 * @param took how long all took together
 */
record Sample(Histogram times, long errors, Duration took) {
  private static final int DIGITS = 3;

  /** Returns a histogram of microseconds, up to ten minutes. */
  static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toMicros(10), DIGITS);
  }

  /** Returns a histogram that many threads may write to. */
  static Histogram shared() {
    return new org.HdrHistogram.ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), DIGITS);
  }

  /** Returns how many pieces of work were done in a second. */
  double rate() {
    return times.getTotalCount() / seconds(took);
  }

  /** Returns a percentile in milliseconds. */
  double millis(double percentile) {
    return times.getValueAtPercentile(percentile) / 1e3;
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
