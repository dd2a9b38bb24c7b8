package org.metagov.gateway.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.metagov.gateway.metric.Metric;

/** What metrics show now. */
@ApplicationScoped
public class Gauges {
  @Inject private MetricRegistry registry;

  /**
   * Returns what {@code metric} shows.
   *
   * @param values those of its labels
   * @return empty where it is not shown, or nobody knows
   */
  Optional<Double> of(Metric metric, String... values) {
    Tag[] tags = new Tag[values.length];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = new Tag(metric.labels().get(i).name(), values[i]);
    }
    Gauge<?> gauge = registry.getGauge(new MetricID(metric.keptName(), tags));
    return gauge == null
        ? Optional.empty()
        : Optional.of(gauge.getValue().doubleValue()).filter(Double::isFinite);
  }
}
