package org.metagov.gateway.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;

/** When each of several messages was sent off and came in; what comes in again does not count. */
final class Arrivals {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AtomicLongArray sent;
  private final AtomicLongArray arrived;
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

  Arrivals(int count) {
    sent = new AtomicLongArray(count);
    arrived = new AtomicLongArray(count);
  }

  void sent(int i) {
    sent.set(i, System.nanoTime());
  }

  /** Returns whether it was the first time. */
  boolean arrived(int i) {
    long now = System.nanoTime();
    boolean first = arrived.compareAndSet(i, 0, now);
    if (first) {
      last.accumulateAndGet(now, Math::max);
    }
    return first;
  }

  /** Waits until the messages {@code from} to {@code to - 1} are there, for two minutes at most. */
  void await(int from, int to) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Awaitility.await()
        .atMost(PATIENCE.plusSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> missing(from, to) == 0 || System.nanoTime() - end >= 0);
  }

  /** Returns how long the messages {@code from} to {@code to - 1} were under way. */
  Sample sample(int from, int to) {
    Histogram times = Sample.histogram();
    long first = Long.MAX_VALUE;
    for (int i = from; i < to; i++) {
      if (arrived.get(i) != 0) {
        first = Math.min(first, sent.get(i));
        times.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(arrived.get(i) - sent.get(i))));
      }
    }
    return new Sample(times, missing(from, to), Duration.ofNanos(last.get() - first));
  }

  private int missing(int from, int to) {
    int missing = 0;
    for (int i = from; i < to; i++) {
      missing += arrived.get(i) == 0 ? 1 : 0;
    }
    return missing;
  }
}
