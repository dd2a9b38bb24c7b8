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

/**
 * Sees what the inbox still holds for a process: webhooks of its instance whose meaning nobody has
 * read yet, and those that it has still to take in. What is parked waits for somebody, and for no
 * process.
 */
@ApplicationScoped
public class InboxArrivals implements Arrivals {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Whoever answers may hear a little late that time is over. */
  private static final Duration ON_THEIR_WAY = InTime.LIMIT.plusMillis(200);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Inject private InboxQuery query;

  @Override
  public Duration onTheirWay() {
    return ON_THEIR_WAY;
  }

  @Override
  public void settle(ProcessSnapshot process, Instant time) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    // In this order: a webhook leaves its lane as what processes have still to take in. Lanes that
    // are opened from now on hold nothing that came before.
    for (long lane : query.lanes(process.instanceId())) {
      await(end, () -> !query.laneHoldsBefore(lane, time));
    }
    Optional<Long> last = query.lastTask(process.id());
    await(end, () -> last.filter(id -> query.holdsTask(process.id(), id)).isEmpty());
  }

  private static void await(long end, BooleanSupplier settled) {
    long pause = FIRST_PAUSE_NANOS;
    while (!settled.getAsBoolean()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        throw ProblemException.passing(
            ProblemType.BUSY, "What has come in for it is still being taken in", RETRY_AFTER);
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  @Override
  public boolean isWaiting(ProcessSnapshot process, Instant time) {
    return query.holdsBefore(process.instanceId(), time)
        || query.holdsTaskBefore(process.id(), time);
  }
}
