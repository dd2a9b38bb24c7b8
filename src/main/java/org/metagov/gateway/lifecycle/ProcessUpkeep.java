package org.metagov.gateway.lifecycle;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.store.StoreClock;

/** Removes the processes that ended long ago, once a minute. */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // Not before the start's own checks.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
@ManagedScheduledExecutorDefinition(name = ProcessUpkeep.EXECUTOR, maxAsync = 1)
public class ProcessUpkeep {
  static final String EXECUTOR = "java:app/concurrent/processes";

  private static final Logger LOG = Logger.getLogger(ProcessUpkeep.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** The minute is one of the store's clock, which is looked at so often. */
  private static final int LOOK_SECONDS = 5;

  @EJB private ProcessService processes;
  @Inject private StoreClock clock;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> looking;
  private volatile boolean stopping;

  /** Used by one thread at a time: the looks do not overlap. */
  private Instant next = Instant.EPOCH;

  @PostConstruct
  void start() {
    looking =
        executor.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    looking.cancel(false);
  }

  private void look() {
    // One that throws would be the last.
    rounds.step(Chore.PROCESSES, LOG, "Old processes were not removed", this::purge);
  }

  private void purge() {
    Instant now = clock.now();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(PAUSE);
    while (processes.purge() > 0 && !stopping) {
      LOG.fine("Old processes were removed");
    }
  }
}
