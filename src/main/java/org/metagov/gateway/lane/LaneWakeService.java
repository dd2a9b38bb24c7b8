package org.metagov.gateway.lane;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.lane.LaneWake.Scope;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverWoken;
import org.metagov.gateway.store.KeyScan;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * Lets all lanes of a destination go on. That they are to is written with the change that it
 * follows from; they are woken afterwards, some at a time: with thousands of them one transaction
 * would lock all lanes there are.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LaneWakeService {
  private static final int AT_ONCE = 500;

  @PersistenceContext private EntityManager entities;
  @Inject private KeyScan scan;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private Event<LanesWoken> woken;

  /** What waits for a receiver is to be tried now. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void woken(@Observes ReceiverWoken event) {
    String destination = ReceiverSnapshot.destination(event.name());
    hasten(destination);
    ask(destination, Scope.ALL);
  }

  /** Lets all that waits for {@code destination} be tried now. */
  public void wake(String destination) {
    hasten(destination);
    ask(destination, Scope.ALL);
  }

  /** It stays down until it answers, but is tried at once, and then as if it had just gone down. */
  private void hasten(String destination) {
    DestinationDown down =
        entities.find(DestinationDown.class, destination, LockModeType.PESSIMISTIC_WRITE);
    if (down != null) {
      down.setFailures(0);
      down.setNextProbeAt(clock.now());
    }
  }

  /** Writes down that lanes of {@code destination} are to go on. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void ask(String destination, Scope scope) {
    // One more row each time, so that nobody who asks waits for whoever is waking.
    LaneWake wake = new LaneWake();
    wake.setDestination(destination);
    wake.setScope(scope);
    entities.persist(wake);
    woken.fire(new LanesWoken(destination));
  }

  /** Returns whose lanes are still to go on: asked every second, and hardly ever anybody's. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<String> asked(int most) {
    return LaneChanges.asked(sql, "lane_wake", most);
  }

  /**
   * Wakes the next lanes of {@code destination}.
   *
   * @return whether there may be more
   */
  public boolean step(String destination) {
    Optional<LaneWake> wake = next(destination);
    wake.ifPresent(this::advance);
    return wake.isPresent();
  }

  /** Returns the first that is left when those are gone that a later one covers. */
  private Optional<LaneWake> next(String destination) {
    LaneWake next = null;
    for (long id :
        scan.ids(
            entities,
            "SELECT id FROM lane_wake WHERE destination = ?1 ORDER BY id DESC",
            AT_ONCE,
            destination)) {
      LaneWake wake = entities.find(LaneWake.class, id, LockModeType.PESSIMISTIC_WRITE);
      if (wake != null && next != null && next.getScope().covers(wake.getScope())) {
        entities.remove(wake);
      } else if (wake != null) {
        next = wake;
      }
    }
    return Optional.ofNullable(next);
  }

  private void advance(LaneWake wake) {
    List<Long> lanes =
        scan.ids(
            entities,
            "SELECT id FROM lane WHERE destination = ?1 AND id > ?2 ORDER BY id",
            AT_ONCE,
            wake.getDestination(),
            wake.getReachedId());
    if (lanes.isEmpty()) {
      entities.remove(wake);
      return;
    }
    long last = lanes.get(lanes.size() - 1);
    entities
        .createQuery(
            "UPDATE Lane l SET l.dueAt = :now WHERE l.destination = :destination"
                + " AND l.id > :reached AND l.id <= :last"
                + " AND l.newest > l.reached AND l.hold IS NULL"
                + (wake.getScope() == Scope.ALL ? "" : " AND l.refusedUntil IS NULL"))
        .setParameter("now", clock.now())
        .setParameter("destination", wake.getDestination())
        .setParameter("reached", wake.getReachedId())
        .setParameter("last", last)
        .executeUpdate();
    wake.setReachedId(last);
  }
}
