package org.metagov.gateway.receiver;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.metagov.gateway.access.KeyChanged;

/** Wakes the receivers of a key that is given another end: it may have been over. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ReceiverKeyService {
  @PersistenceContext private EntityManager entities;
  @Inject private Event<ReceiverWoken> woken;

  /** What waits for the receivers of the key is to be tried now. */
  public void changed(@Observes KeyChanged change) {
    if (change.fields().contains("/expires_at")) {
      entities
          .createQuery(
              "SELECT r.name FROM Receiver r WHERE r.driverKey = :key AND r.state = :active"
                  + " ORDER BY r.name",
              String.class)
          .setParameter("key", change.id())
          .setParameter("active", ReceiverState.ACTIVE)
          .getResultList()
          .forEach(name -> woken.fire(new ReceiverWoken(name)));
    }
  }
}
