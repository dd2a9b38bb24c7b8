package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.Arrivals;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.store.StoreClock;

/**
 * Sees what the inbox still holds for a process: webhooks of its instance whose meaning nobody has
 * read yet, and those that it has still to take in. What is parked waits for somebody, and for no
 * process.
 */
@ApplicationScoped
public class InboxArrivals implements Arrivals {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @Inject private InboxQuery query;
  @Inject private StoreClock clock;

  @Override
  public void settle(ProcessSnapshot process) {
    Instant now = clock.now();
    long end = System.nanoTime() + PATIENCE.toNanos();
    // In this order: a webhook leaves its lane as what processes have still to take in.
    await(end, () -> !query.holdsBefore(process.instanceId(), now));
    Optional<Long> last = query.lastTask(process.id());
    await(end, () -> last.filter(id -> query.holdsTask(process.id(), id)).isEmpty());
  }

  private static void await(long end, BooleanSupplier settled) {
    while (!settled.getAsBoolean()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        throw ProblemException.passing(
            ProblemType.BUSY, "What has come in for it is still being taken in", RETRY_AFTER);
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }

  @Override
  public boolean isWaiting(ProcessSnapshot process, Instant time) {
    return query.holdsBefore(process.instanceId(), time)
        || query.lastTask(process.id()).isPresent();
  }
}
