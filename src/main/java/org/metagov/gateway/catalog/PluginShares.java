package org.metagov.gateway.catalog;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Works off what is due, plugin by plugin. Each plugin has a share of the workers of its own, so
 * that a platform that hangs delays nobody else's work.
 */
public final class PluginShares {
  private static final Logger LOG = Logger.getLogger(PluginShares.class.getName());
  private static final int MOST_PER_PLUGIN = 8;
  private static final int BATCH = 400;

  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Executor executor;
  private final int workers;
  private final BiFunction<String, Integer, List<Long>> due;
  private final LongConsumer work;

  /**
   * Shares {@code workers} threads of {@code executor} out.
   *
   * @param due the ids of at most so many pieces of the work of a plugin that are due
   * @param work does one piece, if it still is due
   */
  public PluginShares(
      Executor executor,
      int workers,
      BiFunction<String, Integer, List<Long>> due,
      LongConsumer work) {
    this.executor = executor;
    this.workers = workers;
    this.due = due;
    this.work = work;
  }

  /** Begins what is due of {@code plugins}; returns before it is done. */
  public void tick(List<PluginDescriptor> plugins) {
    int share = Math.max(1, Math.min(MOST_PER_PLUGIN, workers / Math.max(1, plugins.size())));
    for (PluginDescriptor plugin : plugins) {
      look(plugin.name(), share);
    }
  }

  private void look(String plugin, int share) {
    Lane lane = lanes.computeIfAbsent(plugin, name -> new Lane());
    try {
      if (lane.waiting.isEmpty()) {
        // As many more as are at work: those may be the first of what is due.
        due.apply(plugin, BATCH + lane.claimed.size()).stream()
            .filter(lane.claimed::add)
            .forEach(lane.waiting::add);
      }
      while (!lane.waiting.isEmpty() && lane.workers.get() < share) {
        begin(lane);
      }
    } catch (RuntimeException e) {
      // The store is away or busy; a tick that throws would be the last one.
      LOG.log(Level.FINE, "What is due was not read", e);
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
          work.accept(id);
        } catch (RuntimeException e) {
          LOG.log(Level.INFO, "A piece of work was not done: " + id, e);
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
