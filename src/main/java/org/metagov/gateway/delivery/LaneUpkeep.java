package org.metagov.gateway.delivery;

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
import java.util.logging.Logger;
import org.metagov.gateway.background.Chore;
import org.metagov.gateway.background.Upkeep;
import org.metagov.gateway.lane.LaneChanges;
import org.metagov.gateway.lane.LaneWakeService;
import org.metagov.gateway.receiver.ReceiverRemoval;
import org.metagov.gateway.store.Conflicts;

/**
 * Does to all lanes of a destination what follows from a change of it, in steps: at once where the
 * change was made on this node, and soon after where it was made on one that has died since.
 */
@Singleton
@Startup
@DependsOn({
  "StoreLifecycle",
  "GatewayStart"
}) // The settings' receiver is there before its lanes are opened.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
@ManagedScheduledExecutorDefinition(name = LaneUpkeep.EXECUTOR, maxAsync = 4)
public class LaneUpkeep {
  static final String EXECUTOR = "java:app/concurrent/deliveries";

  private static final Logger LOG = Logger.getLogger(LaneUpkeep.class.getName());
  private static final int PAUSE_MILLIS = 1_000;
  private static final int MOST_DESTINATIONS = 1_000;

  private static final long SELDOM_NANOS = Duration.ofSeconds(30).toNanos();

  @Inject private ReceiverRemoval removal;
  @Inject private LaneChanges changes;
  @EJB private LaneWakeService wakes;
  @Inject private UpkeepSignals signals;
  @Inject private LaneQueue queue;
  @Inject private Upkeep rounds;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private volatile boolean stopping;

  /** When was last looked for receivers that were deleted. Used by one thread. */
  private long looked = System.nanoTime() - SELDOM_NANOS;

  @PostConstruct
  void start() {
    // What is woken does not wait for what is opened or removed: that may be very many lanes.
    executor.execute(() -> run(() -> step("Lanes were not woken", this::wake)));
    executor.execute(() -> run(this::openAndClose));
  }

  @PreDestroy
  void stop() {
    stopping = true;
    signals.ring();
  }

  private void run(Runnable work) {
    long heard = 0;
    while (!stopping) {
      // The embedded database interrupts whoever is at work with it when it has to close itself.
      Thread.interrupted();
      work.run();
      heard = signals.await(heard, PAUSE_MILLIS);
    }
  }

  private void openAndClose() {
    step(
        "Receivers whose lanes are to be opened were not read",
        () ->
            changes
                .asked(MOST_DESTINATIONS)
                .forEach(
                    destination ->
                        step(
                            "Lanes of " + destination + " were not opened and closed",
                            () ->
                                changes.follow(destination, () -> !stopping, queue.bell()::ring))));
    if (System.nanoTime() - looked >= SELDOM_NANOS) {
      looked = System.nanoTime();
      step("What deleted receivers leave behind was not removed", removal::finishAll);
    }
  }

  private void wake() {
    for (String destination : wakes.asked(MOST_DESTINATIONS)) {
      step("Lanes of " + destination + " were not woken", () -> wake(destination));
    }
  }

  private void wake(String destination) {
    while (!stopping && Conflicts.retry(() -> wakes.step(destination))) {
      queue.bell().ring();
    }
  }

  /** One that fails keeps nobody from what comes after it; it is tried again. */
  private void step(String failure, Runnable work) {
    rounds.step(Chore.LANES, LOG, failure, work);
  }
}
