package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.inbox.InboxQuery;
import org.metagov.gateway.lifecycle.Arrivals;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;

/**
 * Sees what the inbox still holds for a process: webhooks of its instance whose meaning nobody has
 * read yet, and those that it has still to take in. What is parked waits for somebody, and for no
 * process.
 */
@ApplicationScoped
public class InboxArrivals implements Arrivals {
  private static final Logger LOG = Logger.getLogger(InboxArrivals.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Whoever answers may hear a little late that time is over. */
  private static final Duration ON_THEIR_WAY = WebhookTimeLimiter.LIMIT.plusMillis(200);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Inject private InboxQuery query;
  @Inject private StoreClock clock;
  @Inject private Arriving arriving;
  @Inject private Node node;

  @Override
  public Duration onTheirWay() {
    return ON_THEIR_WAY;
  }

  /** What another node has received it alone knows. */
  @Override
  public boolean isOnItsWay(Instant time) {
    return !node.isAlone() || arriving.holdsUntil(time);
  }

  @Override
  public void settle(ProcessSnapshot process, Instant time) {
    Instant until = clock.now().plus(PATIENCE);
    if (!isSettled(process.instanceId(), List.of(process.id()), time, until)) {
      throw ProblemException.passing(
          ProblemType.BUSY, "What has come in for it is still being taken in", RETRY_AFTER);
    }
  }

  @Override
  public void settle(long instance, Collection<Long> processes, Instant time, Instant until) {
    if (!isSettled(instance, processes, time, until)) {
      LOG.log(Level.FINE, "Instance {0} goes, and something waits", Long.toString(instance));
    }
  }

  /**
   * In this order: a webhook leaves its lane as what processes have still to take in. Lanes that
   * are opened from now on hold nothing that came before.
   */
  private boolean isSettled(
      long instance, Collection<Long> processes, Instant time, Instant until) {
    Predicate<Long> isEmpty = lane -> !query.laneHoldsBefore(lane, time);
    return query.lanes(instance).stream().allMatch(lane -> comes(until, () -> isEmpty.test(lane)))
        && processes.stream().allMatch(process -> hasTakenIn(process, until));
  }

  private boolean hasTakenIn(long process, Instant until) {
    Optional<Long> last = query.lastTask(process);
    return comes(until, () -> last.filter(id -> query.holdsTask(process, id)).isEmpty());
  }

  /** Waits for what is {@code awaited}; returns whether it came in time. */
  private boolean comes(Instant until, BooleanSupplier awaited) {
    long pause = FIRST_PAUSE_NANOS;
    while (!awaited.getAsBoolean()) {
      if (!clock.now().isBefore(until) || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    return true;
  }

  @Override
  public boolean isWaiting(ProcessSnapshot process, Instant time) {
    return query.holdsBefore(process.instanceId(), time)
        || query.holdsTaskBefore(process.id(), time);
  }

  @Override
  public Set<Long> waiting(long instance, Collection<Long> processes, Instant time) {
    // What it means nobody has read: it may be about any of them.
    return processes.isEmpty() || query.seesBefore(instance, time)
        ? Set.copyOf(processes)
        : processes.stream()
            .filter(process -> query.seesTaskBefore(process, time))
            .collect(Collectors.toSet());
  }
}
