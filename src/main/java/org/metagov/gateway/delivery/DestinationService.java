package org.metagov.gateway.delivery;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.StoreClock;

/**
 * Which destinations are down, so that one lane asks for all whether they are up again: each call
 * is one transaction.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DestinationService {
  private static final int LONGEST_ERROR = 1_000;

  @PersistenceContext private EntityManager entities;
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
  public Optional<Down> find(String destination) {
    return Optional.ofNullable(entities.find(DestinationDown.class, destination)).map(Down::of);
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
   * Notes that a try has found {@code destination} down.
   *
   * @param probing whether the try was the caller's turn; of others that were under way when the
   *     destination went down, the first one counts
   * @return when to try again
   */
  public Instant failed(
      String destination, boolean probing, String error, Optional<Duration> retryAfter) {
    Instant now = clock.now();
    DestinationDown down =
        entities.find(DestinationDown.class, destination, LockModeType.PESSIMISTIC_WRITE);
    if (down == null) {
      down = new DestinationDown();
      down.setName(destination);
      down.setSince(now);
      entities.persist(down);
    } else if (!probing) {
      return down.getNextProbeAt();
    }
    down.setFailures(down.getFailures() + 1);
    down.setLastError(Texts.fitting(error, LONGEST_ERROR));
    down.setNextProbeAt(now.plus(RetrySchedule.whileDown(down.getFailures(), retryAfter)));
    return down.getNextProbeAt();
  }

  /**
   * Notes that {@code destination} is up: all lanes that wait for it go on at once, but not those
   * that wait because it has refused a message, which would lose their tries too soon.
   */
  public void up(String destination) {
    wake(destination, " AND l.refusedUntil IS NULL");
  }

  /** Lets all lanes of {@code destination} that have something to do go on now. */
  public void wake(String destination) {
    wake(destination, "");
  }

  private void wake(String destination, String condition) {
    entities
        .createQuery("DELETE FROM DestinationDown d WHERE d.name = :name")
        .setParameter("name", destination)
        .executeUpdate();
    entities
        .createQuery(
            "UPDATE Lane l SET l.dueAt = :now"
                + " WHERE l.destination = :name AND l.newest > l.reached AND l.hold IS NULL"
                + condition)
        .setParameter("now", clock.now())
        .setParameter("name", destination)
        .executeUpdate();
  }
}
