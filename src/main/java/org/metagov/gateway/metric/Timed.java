package org.metagov.gateway.metric;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long something takes: the time in all, and how often it took no longer than so long. The
 * server's own histograms are of a sample that forgets, and take a lock for each value.
 */
public final class Timed {
  /** In seconds. */
  static final List<String> BOUNDS = List.of("0.01", "0.05", "0.25", "1", "5", "30", "+Inf");

  private static final long[] NANOS =
      BOUNDS.stream()
          .mapToLong(
              bound ->
                  bound.equals("+Inf")
                      ? Long.MAX_VALUE
                      : (long) (Double.parseDouble(bound) * Duration.ofSeconds(1).toNanos()))
          .toArray();

  private final Meter time;
  private final Meter[] within;

  /** Adds to {@code time}, and to {@code within}, which is told apart by the bounds. */
  public Timed(Meter time, Meter within) {
    this.time = time;
    this.within =
        IntStream.range(0, NANOS.length)
            .mapToObj(i -> within.with(BOUNDS.get(i)))
            .toArray(Meter[]::new);
  }

  /** Notes that it took so long this time. */
  public void took(long nanos) {
    time.add(nanos);
    for (int i = NANOS.length - 1; i >= 0 && nanos <= NANOS[i]; i--) {
      within[i].count();
    }
  }
}
