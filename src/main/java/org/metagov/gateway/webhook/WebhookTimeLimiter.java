package org.metagov.gateway.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.metagov.gateway.background.BoundedThreads;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.PoolSize;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/**
 * Answers a platform in time, even if the store hangs: it will try again only if it hears that it
 * has to.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = WebhookTimeLimiter.THREADS)
public class WebhookTimeLimiter {
  static final String THREADS = "java:app/concurrent/webhooks";

  private static final int AT_ONCE = 32;

  private static final int WAITING = 200;
  static final Duration LIMIT = Duration.ofMillis(1_800);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private Semaphore places;

  @Inject private Meters meters;
  @Inject private PoolSize pool;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  private ExecutorService executor;

  @PostConstruct
  void open() {
    places = new Semaphore(pool.share(AT_ONCE) + WAITING);
    executor = BoundedThreads.of(factory, pool.share(AT_ONCE));
  }

  @PreDestroy
  void close() {
    executor.shutdown();
  }

  /**
   * Does {@code work}.
   *
   * @throws ProblemException 503 where it takes too long; it may still come to its end
   */
  public <T> T run(Supplier<T> work) {
    if (!places.tryAcquire()) {
      meters.of(Metric.LIMITS_REFUSED).with("webhooks_at_once").count();
      throw late(ProblemType.BUSY, null);
    }
    Future<T> result = null;
    try {
      Trace trace = CurrentTrace.get();
      result = executor.submit(() -> CurrentTrace.within(trace, work));
      return result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException | RejectedExecutionException e) {
      throw late(ProblemType.UNAVAILABLE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(ProblemType.UNAVAILABLE, e);
    } finally {
      if (result != null) {
        result.cancel(false);
      }
      places.release();
    }
  }

  private static ProblemException late(ProblemType type, Throwable cause) {
    return ProblemException.passing(
        type, "The webhook could not be kept in time", RETRY_AFTER, cause);
  }
}
