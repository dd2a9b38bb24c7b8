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
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.metagov.gateway.delivery.CallsInFlight.Place;
import org.metagov.gateway.store.BoundedThreads;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Hands the lanes that are due to workers, as soon as there is something in them. A destination has
 * a bounded number of workers, and so has a host: one that hangs holds nobody else up.
 */
@Singleton
@Startup
@DependsOn({
  "StoreLifecycle",
  "GatewayStart"
}) // The settings' receiver is there before it is sent to.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(
    TransactionAttributeType.NOT_SUPPORTED) // No transaction while a driver is called.
@ManagedScheduledExecutorDefinition(name = DeliveryScheduler.EXECUTOR, maxAsync = 5)
@ManagedThreadFactoryDefinition(name = DeliveryScheduler.THREADS)
public class DeliveryScheduler {
  static final String EXECUTOR = "java:app/concurrent/deliveries";
  static final String THREADS = "java:app/concurrent/delivery-workers";
  static final int WORKERS = 64;

  private static final Logger LOG = Logger.getLogger(DeliveryScheduler.class.getName());
  private static final int MOST_DESTINATIONS = 1_000;
  private static final int IDLE_MILLIS = 250;

  /** How long a lane is left alone that another node is at, or that met a fault of ours. */
  private static final int REST_SECONDS = 2;

  private final Set<Long> claimed = ConcurrentHashMap.newKeySet();

  @Inject private LaneQueryService query;
  @Inject private LaneWork work;
  @Inject private CallsInFlight calls;
  @Inject private Nudges nudges;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  private ExecutorService workers;
  private volatile boolean stopping;

  @PostConstruct
  void start() {
    workers = BoundedThreads.of(factory, WORKERS);
    executor.execute(this::run);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    nudges.nudge();
    workers.shutdown();
  }

  private void run() {
    long seen = 0;
    while (!stopping) {
      // The embedded database interrupts whoever is at work with it when it has to close itself.
      Thread.interrupted();
      seen = nudges.await(seen, IDLE_MILLIS);
      try {
        query.destinationsDue(MOST_DESTINATIONS).forEach(this::dispatch);
      } catch (RuntimeException | Error e) {
        // The store is away or busy; the next round tries again.
        StoreUnavailable.log(LOG, "Due lanes were not read", e);
      }
    }
  }

  private void dispatch(String destination) {
    int running = calls.running(destination);
    if (running >= CallsInFlight.PER_DESTINATION) {
      // The one that ends first nudges.
      return;
    }
    // As many more as are at work: those may be the first of what is due.
    for (long id : query.due(destination, CallsInFlight.PER_DESTINATION + running)) {
      if (claimed.add(id)) {
        Optional<Place> place = calls.take(destination);
        if (place.isEmpty() || !begin(id, place.get())) {
          claimed.remove(id);
          return;
        }
      }
    }
  }

  private boolean begin(long id, Place place) {
    try {
      workers.execute(() -> work(id, place));
      return true;
    } catch (RejectedExecutionException e) {
      calls.release(place);
      return false;
    }
  }

  private void work(long id, Place place) {
    boolean well = false;
    try {
      well = work.work(id);
    } catch (RuntimeException | Error e) {
      StoreUnavailable.log(LOG, "Lane " + id + " was not worked off", e);
    } finally {
      calls.release(place);
      free(id, well);
    }
  }

  private void free(long id, boolean well) {
    if (well || stopping) {
      claimed.remove(id);
      nudges.nudge();
    } else {
      ScheduledFuture<?> later =
          executor.schedule(() -> claimed.remove(id), REST_SECONDS, TimeUnit.SECONDS);
      LOG.fine(() -> "Lane " + id + " rests: " + later);
    }
  }
}
