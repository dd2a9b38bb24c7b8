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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.receiver.ReceiverRemoval;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Does to all lanes of a destination what follows from a change of it, in steps: at once where the
 * change was made on this node, and soon after where it was made on one that has died since.
 */
@Singleton
@Startup
@DependsOn({
  "StoreLifecycle",
  "GatewayStart"
}) // The settings' receiver is there before its lanes are looked for.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // Many small transactions.
@ManagedScheduledExecutorDefinition(name = LaneUpkeep.EXECUTOR, maxAsync = 4)
public class LaneUpkeep {
  static final String EXECUTOR = "java:app/concurrent/deliveries";

  private static final Logger LOG = Logger.getLogger(LaneUpkeep.class.getName());
  private static final int PAUSE_MILLIS = 1_000;
  private static final int MOST_DESTINATIONS = 1_000;

  private static final long SELDOM_NANOS = Duration.ofSeconds(30).toNanos();

  /**
   * For so long a receiver is new: whoever has added it may have died before all its lanes were
   * open, and a log that was opened meanwhile may not have seen it. To look for lanes that are
   * missing means to look at all of them.
   */
  private static final Duration NEW = Duration.ofMinutes(10);

  @Inject private ReceiverService receivers;
  @Inject private ReceiverRemoval removal;
  @Inject private LaneOpeningService opening;
  @Inject private LaneWakeService wakes;
  @Inject private UpkeepSignals signals;
  @Inject private LaneQueue queue;
  @Inject private StoreClock clock;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private volatile boolean stopping;

  /** When was last looked for lanes that are missing. Used by one thread. */
  private long looked = System.nanoTime() - SELDOM_NANOS;

  /** Whether all receivers had their lanes then. Used by one thread. */
  private boolean complete;

  @PostConstruct
  void start() {
    // What is woken does not wait for what is opened or removed: that may be very many lanes.
    executor.execute(() -> run(() -> step("Lanes were not woken", this::wake)));
    executor.execute(() -> run(this::openAndRemove));
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

  private void openAndRemove() {
    if (signals.takeReceiverAdded() || System.nanoTime() - looked >= SELDOM_NANOS) {
      looked = System.nanoTime();
      step("What deleted receivers leave behind was not removed", removal::finishAll);
      complete = open(complete);
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

  /**
   * Opens the lanes that are missing: at first of all receivers, and then of new ones.
   *
   * @return whether that was done
   */
  private boolean open(boolean newOnes) {
    List<String> names = new ArrayList<>();
    boolean done =
        step(
            "New receivers were not read",
            () ->
                names.addAll(
                    receivers.namesSince(newOnes ? clock.now().minus(NEW) : Instant.EPOCH)));
    for (String name : names) {
      done &= step("Lanes of receiver " + name + " were not opened", () -> open(name));
    }
    return done;
  }

  private void open(String receiver) {
    int opened = Conflicts.retryInsert(() -> opening.openMissing(receiver));
    while (opened > 0 && !stopping) {
      LOG.log(Level.FINE, "{0} lanes to receiver {1} were opened", new Object[] {opened, receiver});
      queue.bell().ring();
      opened = Conflicts.retryInsert(() -> opening.openMissing(receiver));
    }
  }

  /** One that fails keeps nobody from what comes after it; it is tried again. */
  private static boolean step(String failure, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      // The store is away or busy, or this one has a fault of ours.
      StoreUnavailable.log(LOG, failure, e);
      return false;
    }
  }
}
