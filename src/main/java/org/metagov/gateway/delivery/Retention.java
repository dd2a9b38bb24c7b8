package org.metagov.gateway.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.logging.Logger;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Lease;
import org.metagov.gateway.store.Leases;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Regularly gives up what has waited too long for a driver that is away, and removes what is old.
 */
@Singleton
@Startup
@DependsOn("DeliveryScheduler") // Its executor does this, too.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class.getName());
  private static final int PAUSE_SECONDS = 10;
  private static final int LANES_AT_ONCE = 200;
  private static final int MESSAGES_AT_ONCE = 100;

  @Inject private RetentionService retention;
  @Inject private LaneQueryService query;
  @Inject private LaneService lanes;
  @Inject private MessageService messages;
  @Inject private Targets targets;
  @Inject private Leases leases;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  @Resource(lookup = DeliveryScheduler.EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> running;

  @PostConstruct
  void start() {
    running =
        executor.scheduleWithFixedDelay(this::run, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    running.cancel(false);
  }

  private void run() {
    try {
      expire();
      for (IntSupplier purge :
          List.<IntSupplier>of(
              retention::purgeDelivered,
              retention::purgeDead,
              retention::purgeMessages,
              retention::purgeEnded)) {
        while (purge.getAsInt() > 0 && !Thread.currentThread().isInterrupted()) {
          LOG.fine("Old messages or deliveries were removed");
        }
      }
    } catch (RuntimeException e) {
      // The next run tries again; one that throws would be the last.
      StoreUnavailable.log(LOG, "What is old was not removed", e);
    }
  }

  /** Gives up what no driver has taken within {@code metagov.delivery.max-age}. */
  private void expire() {
    Instant before = clock.now().minus(settings.get(Setting.DELIVERY_MAX_AGE));
    for (long id : query.late(before, LANES_AT_ONCE)) {
      leases.ifFree(
          "lane/" + id, lease -> query.find(id).ifPresent(lane -> expire(lease, lane, before)));
    }
  }

  private void expire(Lease lease, LaneSnapshot lane, Instant before) {
    messages
        .find(lane.stream())
        .ifPresent(
            stream ->
                targets
                    .find(lane, stream)
                    .ifPresent(target -> expire(lease, lane, before, stream.community(), target)));
  }

  private void expire(
      Lease lease, LaneSnapshot lane, Instant before, String community, Target target) {
    String cause = "not delivered within " + settings.get(Setting.DELIVERY_MAX_AGE);
    for (Message message : messages.after(lane.stream(), lane.reached(), MESSAGES_AT_ONCE)) {
      if (!message.writtenAt().isBefore(before)) {
        return;
      }
      if (target.wants(community, message)) {
        lanes.died(lease, lane, message, Optional.empty(), cause);
      } else {
        lanes.pass(lease, lane.id(), message.sequence());
      }
    }
  }
}
