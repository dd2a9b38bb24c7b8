package org.metagov.gateway.catalog;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Keeps one plugin, whose platform hangs, from taking all threads: a bounded number of its calls
 * run, a bounded number wait for a bounded time, the rest is told to come again.
 */
@ApplicationScoped
public class CallLimits {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** How many strangers may wait for their turn, over all plugins. */
  private static final int STRANGERS_WAITING = 32;

  private final Map<String, Semaphore> running = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> strangers = new ConcurrentHashMap<>();
  private final Semaphore strangersWaiting = new Semaphore(STRANGERS_WAITING);

  @Inject private Settings settings;

  private Semaphore waiting;

  @PostConstruct
  void open() {
    // One for all plugins: the threads that wait are those of the one server.
    waiting = new Semaphore(settings.get(Setting.ACTION_MAX_WAITING));
  }

  /**
   * Runs {@code work} of a driver when it is its turn among the calls of {@code plugin}.
   *
   * @throws ProblemException 503, with nothing done, where it does not get its turn
   */
  public <T> T within(String plugin, Supplier<T> work) {
    return within(turns(running, plugin, Setting.ACTION_MAX_RUNNING), waiting, plugin, work);
  }

  /** As {@link #within}, for anybody: strangers have a share of their own, and take no driver's. */
  public <T> T forAnybody(String plugin, Supplier<T> work) {
    return within(
        turns(strangers, plugin, Setting.ACTION_MAX_PUBLIC), strangersWaiting, plugin, work);
  }

  private <T> T within(Semaphore turns, Semaphore queue, String plugin, Supplier<T> work) {
    if (!turns.tryAcquire() && !await(turns, queue)) {
      throw ProblemException.passing(
          ProblemType.BUSY, "Too many calls of plugin '" + plugin + "' are running", RETRY_AFTER);
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  private boolean await(Semaphore turns, Semaphore queue) {
    if (!queue.tryAcquire()) {
      return false;
    }
    try {
      return turns.tryAcquire(
          settings.get(Setting.ACTION_MAX_WAIT).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      queue.release();
    }
  }

  private Semaphore turns(Map<String, Semaphore> all, String plugin, Setting<Integer> most) {
    return all.computeIfAbsent(plugin, name -> new Semaphore(settings.get(most), true));
  }
}
