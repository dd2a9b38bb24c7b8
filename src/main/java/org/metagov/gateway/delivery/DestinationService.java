package org.metagov.gateway.delivery;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.driver.RetrySchedule;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.lane.DestinationDown;
import org.metagov.gateway.lane.LaneRun;
import org.metagov.gateway.lane.LaneWake;
import org.metagov.gateway.lane.LaneWakeService;
import org.metagov.gateway.lane.SystemEvents;
import org.metagov.gateway.lane.Targets;
import org.metagov.gateway.receiver.ReceiverHoldService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.StoreClock;

/**
 * Which destinations are down, so that one lane asks for all whether they are up again: each call
 * is one transaction.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DestinationService {
  private static final int FAILURES_THAT_ARE_TOLD = 2;

  @PersistenceContext private EntityManager entities;
  @EJB private ReceiverHoldService receivers;
  @EJB private LaneWakeService wakes;
  @Inject private SystemEvents events;
  @Inject private StoreClock clock;

  /**
   * That a destination is down.
   *
   * @param since when it was found down
   * @param nextProbeAt when it is tried again
   * @param failures how many tries in a row have failed
   * @param lastError why the last one did
   */
  public record Down(Instant since, Instant nextProbeAt, int failures, String lastError) {
    static Down of(DestinationDown down) {
      return new Down(
          down.getSince(), down.getNextProbeAt(), down.getFailures(), down.getLastError());
    }
  }

  /** Returns whether {@code destination} is down, as far as is known. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<Down> find(String destination) {
    return Optional.ofNullable(entities.find(DestinationDown.class, destination)).map(Down::of);
  }

  /** Returns those of {@code destinations} that are down, by name. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Map<String, Down> find(Collection<String> destinations) {
    return destinations.isEmpty()
        ? Map.of()
        : entities
            .createQuery(
                "SELECT d FROM DestinationDown d WHERE d.name IN :names", DestinationDown.class)
            .setParameter("names", Among.of(destinations).values())
            .getResultStream()
            .collect(Collectors.toMap(DestinationDown::getName, Down::of));
  }

  /**
   * Takes the turn to try a destination that is down.
   *
   * @param within how long the try may take: nobody else tries before that
   * @return whether it is the caller's turn
   */
  public boolean claimProbe(String destination, Duration within) {
    Instant now = clock.now();
    return entities
            .createQuery(
                "UPDATE DestinationDown d SET d.nextProbeAt = :later"
                    + " WHERE d.name = :name AND d.nextProbeAt <= :now")
            .setParameter("later", now.plus(within))
            .setParameter("name", destination)
            .setParameter("now", now)
            .executeUpdate()
        == 1;
  }

  /**
   * Notes that a try has found the destination of {@code run} down.
   *
   * @param probing whether the try was the caller's turn; of others that were under way when the
   *     destination went down, the first one counts
   * @return when to try again
   */
  public Instant failed(LaneRun run, Message message, boolean probing, Attempt attempt) {
    Instant now = clock.now();
    if (!isCalledSo(run)) {
      // The one that does not answer is no longer called.
      return now;
    }
    DestinationDown down = locked(run.destination());
    if (down == null) {
      down = new DestinationDown();
      down.setName(run.destination());
      down.setSince(now);
      entities.persist(down);
    } else if (!probing) {
      return down.getNextProbeAt();
    }
    down.setFailures(down.getFailures() + 1);
    down.setLastError(attempt.error());
    down.setNextProbeAt(
        now.plus(RetrySchedule.whileDown(down.getFailures(), attempt.retryAfter())));
    Instant next = down.getNextProbeAt();
    tell(down, run, message);
    return next;
  }

  /** One failure may be a restart, or the one bad moment of a busy receiver. */
  private void tell(DestinationDown down, LaneRun run, Message message) {
    Optional<String> receiver = ReceiverSnapshot.ofDestination(run.destination());
    if (receiver.isPresent()
        && down.getToldAt() == null
        && down.getFailures() >= FAILURES_THAT_ARE_TOLD
        && SystemEvents.begets(message)) {
      down.setToldAt(clock.now());
      events.down(receiver.get(), down.getSince(), down.getLastError());
    }
  }

  /**
   * Notes that the destination of {@code run} is up: all lanes that wait for it go on, but not
   * those that wait because it has refused a message, which would lose their tries too soon.
   */
  public void up(LaneRun run) {
    if (!isCalledSo(run)) {
      return;
    }
    DestinationDown down = locked(run.destination());
    if (down != null) {
      entities.remove(down);
    }
    wakes.ask(run.destination(), LaneWake.Scope.WELL);
    if (down != null && down.getToldAt() != null) {
      ReceiverSnapshot.ofDestination(run.destination())
          .ifPresent(receiver -> events.up(receiver, down.getSince()));
    }
  }

  private boolean isCalledSo(LaneRun run) {
    return receivers.revision(Targets.receiver(run.destination())) == run.target().revision();
  }

  private DestinationDown locked(String destination) {
    return entities.find(DestinationDown.class, destination, LockModeType.PESSIMISTIC_WRITE);
  }
}
