package org.metagov.gateway.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.SystemEventType;
import org.metagov.gateway.lane.SystemEventWritten;
import org.metagov.gateway.live.LiveStreams;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.metric.Timed;

/** Counts what drivers are told on this node, and what they answer. */
@ApplicationScoped
public class DeliveryMetrics {
  @Inject private Meters meters;
  @Inject private DownDestinations down;
  @Inject private LiveStreams streams;

  private Timed times;

  @PostConstruct
  void open() {
    times = new Timed(meters.of(Metric.DELIVERY_TIME), meters.of(Metric.DELIVERIES_WITHIN));
  }

  /** Each begins with 0: a counter that comes with its first 1 shows no increase. */
  public void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    for (SystemEventType type : SystemEventType.values()) {
      meters.of(Metric.SYSTEM_EVENTS).with(type.wireName());
    }
    meters.gauge(Metric.DESTINATIONS_DOWN, down::count);
    meters.gauge(Metric.STREAMS, streams::count);
  }

  /** An event was told. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) SystemEventWritten event) {
    meters.of(Metric.SYSTEM_EVENTS).with(event.type().wireName()).count();
  }

  /** Notes what a try to deliver a message has come to. */
  void tried(Message message, boolean replay, Attempt attempt) {
    String kind =
        replay ? "replay" : message.eventType().equals(Message.CALLBACK) ? "callback" : "event";
    meters.of(Metric.DELIVERIES).with(kind).with(attempt.verdict().wireName()).count();
    times.took(attempt.took().toNanos());
  }
}
