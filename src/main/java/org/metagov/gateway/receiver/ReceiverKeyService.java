package org.metagov.gateway.receiver;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.key.KeyChanged;
import org.metagov.gateway.key.KeySeesCommunity;
import org.metagov.gateway.store.StoreClock;

/** What follows for receivers where the key that has made them changes, in its transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ReceiverKeyService {
  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private Event<ReceiverWoken> woken;
  @Inject private Event<ReachChanged> reach;

  /** One that is given another end may have been over; one with another list sees other things. */
  public void changed(@Observes KeyChanged change) {
    if (change.fields().contains("/communities")) {
      tell(change.id(), Optional.empty());
    }
    if (change.fields().contains("/expires_at")) {
      names(change.id(), EnumSet.of(ReceiverState.ACTIVE))
          .forEach(name -> woken.fire(new ReceiverWoken(name)));
    }
  }

  /** The log of a community that was there before may go on. */
  public void sees(@Observes KeySeesCommunity change) {
    tell(change.id(), Optional.of(change.community()));
  }

  private void tell(String key, Optional<String> community) {
    names(key, EnumSet.complementOf(EnumSet.of(ReceiverState.REMOVED)))
        .forEach(name -> reach.fire(new ReachChanged(name, community, clock.now())));
  }

  private List<String> names(String key, Set<ReceiverState> states) {
    return entities
        .createQuery(
            "SELECT r.name FROM Receiver r WHERE r.driverKey = :key AND r.state IN :states"
                + " ORDER BY r.name",
            String.class)
        .setParameter("key", key)
        .setParameter("states", states)
        .getResultList();
  }
}
