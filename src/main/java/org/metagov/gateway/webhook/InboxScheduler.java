package org.metagov.gateway.webhook;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.store.StoreUnavailable;

/** Sees to it that the inbox is worked off, and looked after. */
@Singleton
@Startup
@DependsOn({
  "StoreLifecycle",
  "GatewayStart"
}) // Nothing is worked off before the start's own checks.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(
    TransactionAttributeType.NOT_SUPPORTED) // No transaction while a plugin works.
@ManagedScheduledExecutorDefinition(
    name = InboxScheduler.EXECUTOR,
    maxAsync = 2 * InboxScheduler.WORKERS + 2)
public class InboxScheduler {
  static final String EXECUTOR = "java:app/concurrent/inbox";

  /** For webhooks, and as many for the processes that they concern. */
  static final int WORKERS = 24;

  private static final Logger LOG = Logger.getLogger(InboxScheduler.class.getName());
  private static final int LOOK_MILLIS = 500;
  private static final int UPKEEP_SECONDS = 2;

  @Inject private InboxLanes lanes;
  @Inject private InboxUpkeepService upkeep;
  @Inject private HookCounts counts;
  @Inject private Room room;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> looking;
  private ScheduledFuture<?> keeping;
  private volatile boolean stopping;

  @PostConstruct
  void start() {
    keeping = executor.scheduleWithFixedDelay(this::keepUp, 0, UPKEEP_SECONDS, TimeUnit.SECONDS);
    looking = executor.scheduleWithFixedDelay(lanes::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    looking.cancel(false);
    keeping.cancel(false);
    try {
      upkeep.write(counts.take());
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, "What was counted last was not written down", e);
    }
  }

  private void keepUp() {
    try {
      room.look();
      upkeep.write(counts.take());
      while (upkeep.purge() + upkeep.purgeParked() > 0 && !stopping) {
        LOG.fine("Old webhooks were removed");
      }
    } catch (RuntimeException e) {
      // The next run tries again; one that throws would be the last.
      StoreUnavailable.log(LOG, "The inbox was not looked after", e);
    }
  }
}
