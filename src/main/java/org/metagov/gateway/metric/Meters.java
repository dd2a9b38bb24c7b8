package org.metagov.gateway.metric;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of this node, as {@code /metrics} shows them. */
@ApplicationScoped
public class Meters {
  private final Map<Metric, Meter> roots = new EnumMap<>(Metric.class);
  private final Register register;

  /** Where numbers are shown. */
  public interface Register {
    /** Returns what adds to the number that has these values of its labels. */
    LongConsumer counter(Metric metric, List<String> values);

    /** Shows what {@code now} returns, each time that somebody asks. */
    void gauge(Metric metric, List<String> values, DoubleSupplier now);
  }

  /** For the container's proxy only. */
  protected Meters() {
    register = null;
  }

  @Inject
  public Meters(MetricRegistry registry) {
    this(new Shown(registry));
  }

  /** As the other one, shown by {@code register}. */
  public Meters(Register register) {
    this.register = register;
    for (Metric metric : Metric.values()) {
      if (metric.type() == Metric.Type.COUNTER) {
        roots.put(metric, new Meter(metric, List.of(), register));
      }
    }
  }

  /** Returns the numbers of {@code metric}, a counter. */
  public Meter of(Metric metric) {
    return roots.get(metric);
  }

  /** Shows what {@code now} returns as {@code metric}; {@code values} are those of its labels. */
  public void gauge(Metric metric, DoubleSupplier now, String... values) {
    register.gauge(metric, List.of(values), now);
  }

  /**
   * Lets all numbers of which it is known that they may come begin with 0: one that comes with its
   * first 1 shows no increase.
   */
  public void begin(List<String> plugins) {
    roots.forEach((metric, root) -> begin(root, metric.labels(), plugins));
  }

  private static void begin(Meter meter, List<Label> labels, List<String> plugins) {
    if (!labels.isEmpty()) {
      Label first = labels.get(0);
      Stream.concat(
              first.values().stream(), first.equals(Label.PLUGIN) ? plugins.stream() : Stream.of())
          .forEach(value -> begin(meter.with(value), labels.subList(1, labels.size()), plugins));
    }
  }

  /** Those of the server. */
  private record Shown(MetricRegistry registry) implements Register {
    @Override
    public LongConsumer counter(Metric metric, List<String> values) {
      Counter counter = registry.counter(metadata(metric), tags(metric, values));
      return counter::inc;
    }

    @Override
    public void gauge(Metric metric, List<String> values, DoubleSupplier now) {
      registry.gauge(metadata(metric), now::getAsDouble, tags(metric, values));
    }

    /** Here, and not at the metric: who tests a plugin has metrics, and no server's. */
    private static Metadata metadata(Metric metric) {
      return Metadata.builder()
          .withName(metric.keptName())
          .withDescription(metric.description())
          .withUnit(metric.unit().kept())
          .build();
    }

    private static Tag[] tags(Metric metric, List<String> values) {
      Tag[] tags = new Tag[values.size()];
      for (int i = 0; i < tags.length; i++) {
        tags[i] = new Tag(metric.labels().get(i).name(), values.get(i));
      }
      return tags;
    }
  }
}
