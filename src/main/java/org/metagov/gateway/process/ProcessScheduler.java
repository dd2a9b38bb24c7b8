package org.metagov.gateway.process;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;

/**
 * Looks at the processes that are due. Each plugin has a share of the workers of its own, so that a
 * platform that hangs delays nobody else's checks.
 */
@Singleton
@Startup
@DependsOn({"StoreLifecycle", "GatewayStart"}) // Nothing is checked before the start's own checks.
@ManagedScheduledExecutorDefinition(
    name = ProcessScheduler.EXECUTOR,
    maxAsync = ProcessScheduler.WORKERS + 1)
public class ProcessScheduler {
  static final String EXECUTOR = "java:app/concurrent/processes";
  static final int WORKERS = 64;

  private static final Logger LOG = Logger.getLogger(ProcessScheduler.class.getName());
  private static final int MOST_PER_PLUGIN = 8;
  private static final int BATCH = 100;
  private static final int TICK_MILLIS = 250;

  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  @Inject private Catalog catalog;
  @Inject private ProcessService store;
  @Inject private ProcessesService processes;

  @Resource(lookup = EXECUTOR)
  private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> ticking;

  @PostConstruct
  void start() {
    ticking =
        executor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    ticking.cancel(false);
  }

  private void tick() {
    long askable = catalog.all().stream().filter(plugin -> !plugin.processes().isEmpty()).count();
    int share = (int) Math.max(1, Math.min(MOST_PER_PLUGIN, WORKERS / Math.max(1, askable)));
    for (PluginDescriptor plugin : catalog.all()) {
      if (!plugin.processes().isEmpty()) {
        look(plugin.name(), share);
      }
    }
  }

  private void look(String plugin, int share) {
    Lane lane = lanes.computeIfAbsent(plugin, name -> new Lane());
    try {
      if (lane.waiting.isEmpty()) {
        // As many more as are at work: those may be the first of what is due.
        store.due(plugin, BATCH + lane.claimed.size()).stream()
            .filter(lane.claimed::add)
            .forEach(lane.waiting::add);
      }
      while (!lane.waiting.isEmpty() && lane.workers.get() < share) {
        begin(lane);
      }
    } catch (RuntimeException e) {
      // The store is away or busy; a tick that throws would be the last one.
      LOG.log(Level.FINE, "Due processes were not read", e);
    }
  }

  private void begin(Lane lane) {
    lane.workers.incrementAndGet();
    try {
      executor.execute(() -> work(lane));
    } catch (RejectedExecutionException e) {
      lane.workers.decrementAndGet();
      throw e;
    }
  }

  private void work(Lane lane) {
    try {
      for (Long id = lane.waiting.poll(); id != null; id = lane.waiting.poll()) {
        try {
          processes.lookIfDue(id);
        } catch (RuntimeException e) {
          LOG.log(Level.INFO, "Process " + id + " was not checked", e);
        } finally {
          lane.claimed.remove(id);
        }
      }
    } finally {
      lane.workers.decrementAndGet();
    }
  }

  /** What is due of one plugin, and how many are at it. */
  private static final class Lane {
    private final Queue<Long> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Long> claimed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger workers = new AtomicInteger();
  }
}
