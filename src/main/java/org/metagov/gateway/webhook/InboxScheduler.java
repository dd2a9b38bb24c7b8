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
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginShares;

/** Hands what is in the inbox to workers, as soon as it is there. */
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
  private static final int IDLE_MILLIS = 250;
  private static final int UPKEEP_SECONDS = 2;

  @Inject private Catalog catalog;
  @Inject private InboxQueryService query;
  @Inject private InboxWork work;
  @Inject private InboxUpkeepService upkeep;
  @Inject private HookCounts counts;
  @Inject private Room room;
  @Inject private InboxBell bell;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> keeping;
  private volatile boolean stopping;

  @PostConstruct
  void start() {
    keeping = executor.scheduleWithFixedDelay(this::keepUp, 0, UPKEEP_SECONDS, TimeUnit.SECONDS);
    executor.execute(this::run);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    keeping.cancel(false);
    bell.ring();
    try {
      upkeep.write(counts.take());
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, "What was counted last was not written down", e);
    }
  }

  private void run() {
    List<PluginDescriptor> plugins =
        catalog.all().stream().filter(p -> p.hooks() || p.hooksForAll()).toList();
    PluginShares webhooks = shares(query::instancesDue, work::instance);
    PluginShares tasks = shares(query::processesDue, work::process);
    long heard = 0;
    while (!stopping && !Thread.currentThread().isInterrupted()) {
      heard = bell.await(heard, IDLE_MILLIS);
      webhooks.tick(plugins);
      tasks.tick(plugins);
    }
  }

  private PluginShares shares(BiFunction<String, Integer, List<Long>> due, LongConsumer doing) {
    return new PluginShares(
        executor,
        WORKERS,
        due,
        id -> {
          doing.accept(id);
          // There may be more of it, or work that follows from it.
          bell.ring();
        });
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
      LOG.log(Level.FINE, "The inbox was not looked after", e);
    }
  }
}
