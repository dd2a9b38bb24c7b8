package org.metagov.gateway.background;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Looks into the database for metrics and health. Whoever asks for those waits no longer than a
 * moment: when the database is away they are wanted most, and many numbers come from there.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = Glances.THREADS)
public class Glances {
  static final String THREADS = "java:app/concurrent/glances";

  /** How long what was seen counts. */
  public static final Duration FRESH = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(Glances.class.getName());
  private static final int THREADS_AT_MOST = 2;
  private static final Duration MOMENT = Duration.ofSeconds(2);

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  private ExecutorService executor;
  private volatile long failedAt;

  @PostConstruct
  void open() {
    executor = BoundedThreads.of(factory, THREADS_AT_MOST);
    failedAt = System.nanoTime() - FRESH.toNanos();
  }

  @PreDestroy
  void close() {
    executor.shutdown();
  }

  /**
   * Returns what {@code look} sees; empty where that is not to be had at once, or was not lately.
   */
  public <T> Optional<T> see(Supplier<T> look) {
    if (System.nanoTime() - failedAt < FRESH.toNanos()) {
      return Optional.empty();
    }
    Optional<T> seen = atOnce(look);
    if (seen.isEmpty()) {
      failedAt = System.nanoTime();
    }
    return seen;
  }

  /** Returns what {@code look} sees; empty where that is not to be had at once. */
  public <T> Optional<T> atOnce(Supplier<T> look) {
    Future<T> seen = null;
    try {
      seen = executor.submit(look::get);
      return Optional.of(seen.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      StoreUnavailable.log(LOG, "The database was not looked at", e.getCause());
    } catch (TimeoutException | RejectedExecutionException e) {
      LOG.fine("The database was not looked at in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (seen != null) {
      seen.cancel(false);
    }
    return Optional.empty();
  }
}
