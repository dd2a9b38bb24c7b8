package org.metagov.gateway.receiver;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What other rooms have to know of receivers, or to tell them, in the middle of their transactions.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ReceiverHoldService {
  @PersistenceContext private EntityManager entities;

  /**
   * Returns since when there is the receiver {@code name}, which stays to the end of the caller's
   * transaction; empty where there is none.
   */
  public Optional<Instant> hold(String name) {
    return Optional.ofNullable(locked(name))
        .filter(receiver -> receiver.getState() != ReceiverState.REMOVED)
        .map(Receiver::getCreatedAt);
  }

  /** As {@link #hold}, of all receivers; returns their names. */
  public List<String> holdAll() {
    // Each by its name: Derby locks no rows that it has to sort.
    return entities
        .createQuery("SELECT r.name FROM Receiver r ORDER BY r.name", String.class)
        .getResultStream()
        .filter(name -> hold(name).isPresent())
        .toList();
  }

  /**
   * Returns by which address, secret and headers the receiver {@code name} is called, as the
   * caller's transaction sees it; 0 where there is none.
   */
  public long revision(String name) {
    List<?> revisions =
        entities
            .createNativeQuery(
                "SELECT revision FROM receiver WHERE name = ?1 AND state <> 'REMOVED'")
            .setParameter(1, name)
            .getResultList();
    return revisions.isEmpty() ? 0 : ((Number) revisions.get(0)).longValue();
  }

  /**
   * Notes that the receiver {@code name} wants nothing any more.
   *
   * @param revision what was called: another address has not said so
   * @return whether it is gone by this
   */
  public boolean leave(String name, long revision) {
    Receiver receiver = locked(name);
    if (receiver == null
        || receiver.getState() != ReceiverState.ACTIVE
        || receiver.getRevision() != revision) {
      return false;
    }
    receiver.setState(ReceiverState.GONE);
    return true;
  }

  private Receiver locked(String name) {
    return entities.find(Receiver.class, name, LockModeType.PESSIMISTIC_WRITE);
  }
}
