package org.metagov.gateway.receiver;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/**
 * Knows the receivers that are being removed: each call is one transaction, but where it says so.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ReceiverRemovalService {
  @PersistenceContext private EntityManager entities;

  /** Returns whether the receiver {@code name} was deleted, and is not removed for good. */
  public boolean isRemoved(String name) {
    Receiver receiver = entities.find(Receiver.class, name);
    return receiver != null && receiver.getState() == ReceiverState.REMOVED;
  }

  /** Returns the receivers that were deleted, and are not removed for good. */
  public List<String> removed() {
    return entities
        .createQuery("SELECT r.name FROM Receiver r WHERE r.state = :removed", String.class)
        .setParameter("removed", ReceiverState.REMOVED)
        .getResultList();
  }

  /** As {@link #isRemoved}, and so it stays to the end of the caller's transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean holdRemoved(String name) {
    Receiver receiver = entities.find(Receiver.class, name, LockModeType.PESSIMISTIC_WRITE);
    return receiver != null && receiver.getState() == ReceiverState.REMOVED;
  }

  /** Removes the receiver {@code name}, of which nothing else is left. */
  public void forget(String name) {
    if (holdRemoved(name)) {
      entities.remove(entities.find(Receiver.class, name));
    }
  }
}
