package org.metagov.gateway.routing;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.webhook.HookCounts;
import org.metagov.gateway.webhook.InboxCapacity;

/**
 * Sees to it that the inbox is looked after. Each chore is by itself: one that takes long, or
 * hangs, puts off no other.
 */
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
    maxAsync = InboxScheduler.CHORES)
public class InboxScheduler {
  static final String EXECUTOR = "java:app/concurrent/inbox";

  static final int CHORES = 3;

  private static final Logger LOG = Logger.getLogger(InboxScheduler.class.getName());
  private static final int UPKEEP_MILLIS = 2_000;

  @Inject private InboxUpkeep upkeep;
  @Inject private HookCounts counts;
  @Inject private InboxCapacity capacity;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private final List<Future<?>> chores = new ArrayList<>();

  @PostConstruct
  void start() {
    every(UPKEEP_MILLIS, "The capacity that is left was not looked at", capacity::look);
    every(UPKEEP_MILLIS, "What was counted was not written down", counts::flush);
    every(UPKEEP_MILLIS, "Old webhooks were not removed", upkeep::purgeIfDue);
  }

  private void every(int millis, String failure, Runnable chore) {
    // One that throws would be the last.
    Runnable guarded = () -> rounds.step(Chore.INBOX, LOG, failure, chore);
    chores.add(executor.scheduleWithFixedDelay(guarded, 0, millis, TimeUnit.MILLISECONDS));
  }

  @PreDestroy
  void stop() {
    upkeep.stop();
    chores.forEach(chore -> chore.cancel(false));
    try {
      counts.flush();
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, "What was counted last was not written down", Causes.brief(e));
    }
  }
}
