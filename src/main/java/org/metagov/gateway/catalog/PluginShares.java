package org.metagov.gateway.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Works off what is due, plugin by plugin. Each plugin has a share of the workers of its own, so
 * that a platform that hangs delays nobody else's work. A piece whose failure could not even be
 * written down stays due; it is left alone for some seconds, as it may call a platform each time.
 */
public final class PluginShares {
  private static final Logger LOG = Logger.getLogger(PluginShares.class.getName());
  private static final int MOST_PER_PLUGIN = 8;
  private static final int BATCH = 400;

  /** A worker stays a moment: to hand a task to an executor of the server's takes long. */
  private static final int LINGER_MILLIS = 100;

  /** How long a piece that has just become due rests at most while many others come. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * How long a piece is left alone that failed and is due all the same; twice as long each time.
   */
  private static final long SHORTEST_PENALTY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_DOUBLINGS = 3;

  /** After this time a failure is forgotten: the piece may be gone. */
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Executor executor;
  private final int workers;
  private final BiFunction<String, Integer, List<Long>> due;
  private final LongPredicate work;
  private final BooleanSupplier crowded;
  private volatile int share = 1;

  /**
   * Shares {@code workers} threads of {@code executor} out.
   *
   * @param due the ids of at most so many pieces of the work of a plugin that are due
   * @param work does one piece, if it still is due; returns whether to go on with it at once
   */
  public PluginShares(
      Executor executor,
      int workers,
      BiFunction<String, Integer, List<Long>> due,
      LongPredicate work) {
    this(executor, workers, due, work, () -> false);
  }

  /**
   * As the other one.
   *
   * @param crowded whether much is coming in: what has just become due rests for a moment then, as
   *     more may come for the same piece of work, and who brings it is waiting
   */
  public PluginShares(
      Executor executor,
      int workers,
      BiFunction<String, Integer, List<Long>> due,
      LongPredicate work,
      BooleanSupplier crowded) {
    this.executor = executor;
    this.workers = workers;
    this.due = due;
    this.work = work;
    this.crowded = crowded;
  }

  /**
   * Begins a piece of the work of {@code plugin} that has just become due; returns before it is
   * done. One that is being worked on is worked on once more afterwards.
   */
  public void offer(String plugin, long id) {
    Lane lane = lane(plugin);
    lane.again.add(id);
    queue(lane, id, System.nanoTime());
    begin(plugin, lane);
  }

  /** Begins what is due of {@code plugins}; returns before it is done. */
  public void tick(List<PluginDescriptor> plugins) {
    share = Math.max(1, Math.min(MOST_PER_PLUGIN, workers / Math.max(1, plugins.size())));
    for (PluginDescriptor plugin : plugins) {
      look(plugin.name());
    }
  }

  private void look(String plugin) {
    Lane lane = lane(plugin);
    try {
      lane.forgetOldFailures();
      if (lane.waiting.isEmpty()) {
        // As many more as are at work or left alone: those may be the first of what is due.
        int most = BATCH + lane.claimed.size() + lane.failed.size();
        due.apply(plugin, most).forEach(id -> queue(lane, id, longAgo()));
      }
      begin(plugin, lane);
    } catch (RuntimeException | Error e) {
      // The store is away or busy; a tick that throws would be the last one.
      StoreUnavailable.log(LOG, "What is due was not read", e);
    }
  }

  private static void queue(Lane lane, long id, long since) {
    if (!lane.isLeftAlone(id) && lane.claimed.add(id)) {
      lane.waiting.add(new Piece(id, since));
    }
  }

  private static long longAgo() {
    return System.nanoTime() - REST_NANOS;
  }

  private void begin(String plugin, Lane lane) {
    for (int more = lane.waiting.size() - lane.idle.get(); more > 0 && lane.enter(share); more--) {
      try {
        executor.execute(() -> work(plugin, lane));
      } catch (RejectedExecutionException e) {
        lane.workers.decrementAndGet();
        LOG.log(Level.FINE, "There is no worker; the next tick tries again", e);
        return;
      }
    }
  }

  private void work(String plugin, Lane lane) {
    try {
      for (Piece piece = lane.next(); piece != null; piece = lane.next()) {
        rest(piece);
        workOn(lane, piece.id());
      }
    } finally {
      lane.workers.decrementAndGet();
    }
    // One may have come since the last look at what waits.
    begin(plugin, lane);
  }

  private void workOn(Lane lane, long id) {
    lane.again.remove(id);
    boolean goesOn = false;
    try {
      goesOn = work.test(id);
      lane.failed.remove(id);
    } catch (RuntimeException | Error e) {
      lane.leaveAlone(id);
      StoreUnavailable.log(LOG, "A piece of work was not done: " + id, e);
    } finally {
      lane.claimed.remove(id);
    }
    if (goesOn) {
      queue(lane, id, longAgo());
    } else if (lane.again.contains(id)) {
      queue(lane, id, System.nanoTime());
    }
  }

  private void rest(Piece piece) {
    while (crowded.getAsBoolean() && System.nanoTime() - piece.since() < REST_NANOS) {
      LockSupport.parkNanos(GLANCE_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private Lane lane(String plugin) {
    return lanes.computeIfAbsent(plugin, name -> new Lane());
  }

  /** A piece of work, and since when it is known to be due, by the system's nanosecond clock. */
  private record Piece(long id, long since) {}

  /** How often in a row a piece has failed, and until when it is left alone. */
  private record Failed(int times, long until) {
    Failed oneMore() {
      long penalty = SHORTEST_PENALTY_NANOS << Math.min(times, MOST_DOUBLINGS);
      return new Failed(times + 1, System.nanoTime() + penalty);
    }
  }

  /** What is due of one plugin, and how many are at it. */
  private static final class Lane {
    private final BlockingQueue<Piece> waiting = new LinkedBlockingQueue<>();

    /** What waits or is worked on. */
    private final Set<Long> claimed = ConcurrentHashMap.newKeySet();

    /** What has become due since the work on it began. */
    private final Set<Long> again = ConcurrentHashMap.newKeySet();

    private final Map<Long, Failed> failed = new ConcurrentHashMap<>();

    private final AtomicInteger workers = new AtomicInteger();

    /** How many of the workers wait for more. */
    private final AtomicInteger idle = new AtomicInteger();

    void leaveAlone(long id) {
      failed.merge(id, new Failed(0, 0).oneMore(), (before, first) -> before.oneMore());
    }

    boolean isLeftAlone(long id) {
      Failed it = failed.get(id);
      return it != null && System.nanoTime() - it.until() < 0;
    }

    void forgetOldFailures() {
      long now = System.nanoTime();
      failed.values().removeIf(it -> now - it.until() > FORGOTTEN_NANOS);
    }

    /** Returns what to work on; null if there has been nothing for a while. */
    Piece next() {
      idle.incrementAndGet();
      try {
        return waiting.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      } finally {
        idle.decrementAndGet();
      }
    }

    /** Returns whether there is a place for one more worker, which is taken then. */
    boolean enter(int share) {
      return workers.getAndUpdate(now -> now < share ? now + 1 : now) < share;
    }
  }
}
