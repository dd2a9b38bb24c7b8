package org.metagov.gateway.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;

/** Metrics without a server, which a test reads. */
public final class TestMeters implements Meters.Register {
  private final Map<List<Object>, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<List<Object>, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  /** Returns metrics that nobody reads. */
  public static Meters unread() {
    return new Meters(new TestMeters());
  }

  @Override
  public LongConsumer counter(Metric metric, List<String> values) {
    return counters.computeIfAbsent(List.of(metric, values), unknown -> new LongAdder())::add;
  }

  @Override
  public void gauge(Metric metric, List<String> values, DoubleSupplier now) {
    gauges.put(List.of(metric, values), now);
  }

  /** Returns what was counted; -1 where there is no such number. */
  public long count(Metric metric, String... values) {
    LongAdder counter = counters.get(List.of(metric, List.of(values)));
    return counter == null ? -1 : counter.sum();
  }

  /** Returns how many numbers there are of {@code metric}. */
  public long series(Metric metric) {
    return counters.keySet().stream().filter(key -> key.get(0) == metric).count();
  }

  /** Returns what is shown now. */
  public double now(Metric metric, String... values) {
    return gauges.get(List.of(metric, List.of(values))).getAsDouble();
  }
}
