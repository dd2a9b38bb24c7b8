package org.metagov.gateway.audit;

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
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.store.Conflicts;

/** Chains what was written, tells where the chain ends, and removes what is too old. */
@Singleton
@Startup
@DependsOn("GatewayStart") // The store opens before this, and closes after it.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
@ManagedScheduledExecutorDefinition(name = AuditUpkeep.EXECUTOR, maxAsync = 1)
public class AuditUpkeep {
  static final String EXECUTOR = "java:app/concurrent/audit";

  private static final Logger LOG = Logger.getLogger(AuditUpkeep.class.getName());
  private static final long PAUSE_MILLIS = 500;
  private static final long SELDOM_NANOS = Duration.ofSeconds(5).toNanos();

  @Inject private Audit audit;
  @EJB private AuditChainService chain;
  @Inject private Upkeep rounds;
  @Inject private Meters meters;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> running;
  private OptionalLong told = OptionalLong.empty();
  private long lookedAt = System.nanoTime() - SELDOM_NANOS;

  @PostConstruct
  void start() {
    running =
        executor.scheduleWithFixedDelay(
            this::run, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    running.cancel(false);
    step("What was answered last is not in the audit log", audit::chain);
  }

  private void run() {
    // The embedded database interrupts whoever is at work with it when it has to close itself.
    Thread.interrupted();
    step("The audit log was not chained", audit::chain);
    if (System.nanoTime() - lookedAt >= SELDOM_NANOS) {
      lookedAt = System.nanoTime();
      step("The head of the audit log was not told", this::tell);
      step("What is old was not removed from the audit log", this::purge);
    }
  }

  private void tell() {
    Conflicts.retry(chain::tell)
        .ifPresent(head -> LOG.info("Audit log: entry %d, %s".formatted(head.seq(), head.mac())));
  }

  private void purge() {
    AuditChainService.Purged purged;
    do {
      purged = Conflicts.retry(chain::purge);
    } while (purged.removed() > 0 && !Thread.currentThread().isInterrupted());
    OptionalLong broken = purged.brokenAt();
    broken.ifPresent(at -> meters.of(Metric.AUDIT_FLAWS).with("broken").count());
    if (broken.isPresent() && !broken.equals(told)) {
      LOG.severe(
          "Somebody else has changed the audit log: entry %d is not what it was, and stays with all"
                  .formatted(broken.getAsLong())
              + " that follows, however old");
    }
    told = broken;
  }

  private void step(String failure, Runnable work) {
    rounds.step(Chore.AUDIT, LOG, failure, work);
  }
}
