package org.metagov.gateway.lane;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.metagov.gateway.receiver.ReceiverRemovalService;
import org.metagov.gateway.receiver.ReceiverRemoved;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.KeyScan;

/** Removes what a receiver that was deleted leaves behind: some of it at a time. */
@Stateless
public class LaneClosingService {
  private static final int AT_ONCE = 500;

  @PersistenceContext private EntityManager entities;
  @EJB private ReceiverRemovalService receivers;
  @Inject private KeyScan scan;
  @Resource private SessionContext context;

  /** Removes all that there is of a receiver. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void removed(@Observes ReceiverRemoved event) {
    LaneClosingService self = context.getBusinessObject(LaneClosingService.class);
    boolean more = true;
    while (more) {
      more = Conflicts.retry(() -> self.step(event.name()));
    }
  }

  /**
   * Removes the next lanes and deliveries of the receiver {@code name}, but nothing of another one
   * that has its name by now.
   *
   * @return whether there may be more
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public boolean step(String name) {
    if (!receivers.holdRemoved(name)) {
      return false;
    }
    String destination = ReceiverSnapshot.destination(name);
    // Lanes first: nothing writes a delivery without its lane.
    for (String what : List.of("Lane", "Delivery")) {
      List<Long> some =
          scan.ids(
              entities, "SELECT id FROM " + what + " WHERE destination = ?1", AT_ONCE, destination);
      if (!some.isEmpty()) {
        entities
            .createQuery("DELETE FROM " + what + " x WHERE x.id IN :ids")
            .setParameter("ids", some)
            .executeUpdate();
        return true;
      }
    }
    for (String what :
        List.of(
            "destination_down WHERE name",
            "lane_wake WHERE destination",
            "lane_change WHERE destination")) {
      entities
          .createNativeQuery("DELETE FROM " + what + " = ?1")
          .setParameter(1, destination)
          .executeUpdate();
    }
    return false;
  }
}
