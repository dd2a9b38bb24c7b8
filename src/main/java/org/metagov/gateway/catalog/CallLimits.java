package org.metagov.gateway.action;

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
 * Keeps one plugin, whose platform hangs, from taking all threads: a bounded number of its actions
 * run, a bounded number wait for a bounded time, the rest is told to come again.
 */
@ApplicationScoped
public class ActionLimits {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();

  @Inject private Settings settings;

  private record Turnstile(Semaphore running, Semaphore waiting) {}

  /**
   * Runs {@code work} when it is its turn among the actions of {@code plugin}.
   *
   * @throws ProblemException 503, with nothing done, where it does not get its turn
   */
  public <T> T within(String plugin, Supplier<T> work) {
    Turnstile turnstile = turnstiles.computeIfAbsent(plugin, name -> turnstile());
    if (!turnstile.running().tryAcquire() && !await(turnstile)) {
      throw ProblemException.passing(
          ProblemType.BUSY, "Too many actions of plugin '" + plugin + "' are running", RETRY_AFTER);
    }
    try {
      return work.get();
    } finally {
      turnstile.running().release();
    }
  }

  private boolean await(Turnstile turnstile) {
    if (!turnstile.waiting().tryAcquire()) {
      return false;
    }
    try {
      return turnstile
          .running()
          .tryAcquire(settings.get(Setting.ACTION_MAX_WAIT).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      turnstile.waiting().release();
    }
  }

  private Turnstile turnstile() {
    return new Turnstile(
        new Semaphore(settings.get(Setting.ACTION_MAX_RUNNING), true),
        new Semaphore(settings.get(Setting.ACTION_MAX_WAITING)));
  }
}
