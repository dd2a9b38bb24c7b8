package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts, for {@code /metrics}, what the gateway has told of itself on this node. */
@ApplicationScoped
public class DeliveryMetrics {
  private static final String NAME = "metagov_system_events";

  @Inject private MetricRegistry metrics;

  /** Each begins with 0: a counter that comes with its first 1 shows no increase. */
  public void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    SystemEvents.TYPES.forEach(this::counter);
  }

  /** An event was told. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) SystemEventWritten event) {
    counter(event.eventType()).inc();
  }

  private Counter counter(String eventType) {
    return metrics.counter(
        Metadata.builder()
            .withName(NAME)
            .withDescription("How often the gateway has told of something of its own")
            .withUnit("none")
            .build(),
        new Tag("event_type", eventType));
  }
}
