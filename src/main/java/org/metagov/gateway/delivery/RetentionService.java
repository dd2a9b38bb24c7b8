package org.metagov.gateway.delivery;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.metagov.gateway.event.MessageEntity;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;

/**
 * Removes what is old: each call is one transaction of a bounded size, and returns how much it has
 * removed.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RetentionService {
  private static final int AT_ONCE = 200;

  @PersistenceContext private EntityManager entities;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Removes messages that no lane and no dead letter needs any more. */
  public int purgeMessages() {
    List<MessageEntity> old =
        entities
            .createQuery(
                "SELECT m FROM MessageEntity m WHERE m.writtenAt < :before"
                    + " AND NOT EXISTS (SELECT l FROM Lane l"
                    + "   WHERE l.stream = m.stream AND l.reached < m.sequence)"
                    + " AND NOT EXISTS (SELECT d FROM Delivery d WHERE d.stream = m.stream"
                    + "   AND d.sequence = m.sequence AND d.state = :dead)"
                    + " ORDER BY m.writtenAt",
                MessageEntity.class)
            .setParameter("before", before(Setting.EVENT_KEEP))
            .setParameter("dead", DeliveryState.DEAD)
            .setMaxResults(AT_ONCE)
            .getResultList();
    TreeMap<String, Long> last = new TreeMap<>();
    for (MessageEntity message : old) {
      last.merge(message.getStream(), message.getSequence(), Math::max);
    }
    // In order, as whoever writes to several streams locks them.
    last.forEach(
        (stream, sequence) ->
            entities
                .createQuery(
                    "UPDATE MessageStream s SET s.purged = :last"
                        + " WHERE s.name = :name AND s.purged < :last")
                .setParameter("last", sequence)
                .setParameter("name", stream)
                .executeUpdate());
    if (!old.isEmpty()) {
      entities
          .createQuery("DELETE FROM MessageEntity m WHERE m.id IN :ids")
          .setParameter("ids", old.stream().map(MessageEntity::getId).toList())
          .executeUpdate();
    }
    return old.size();
  }

  /** Removes what can be seen of messages that were delivered. */
  public int purgeDelivered() {
    return purge(DeliveryState.DELIVERED, before(Setting.DELIVERED_KEEP));
  }

  /** Removes dead letters. */
  public int purgeDead() {
    return purge(DeliveryState.DEAD, before(Setting.DEAD_KEEP));
  }

  private int purge(DeliveryState state, Instant before) {
    List<Long> old =
        entities
            .createQuery(
                "SELECT d.id FROM Delivery d WHERE d.state = :state AND d.lastAt < :before",
                Long.class)
            .setParameter("state", state)
            .setParameter("before", before)
            .setMaxResults(AT_ONCE)
            .getResultList();
    if (!old.isEmpty()) {
      entities
          .createQuery("DELETE FROM Delivery d WHERE d.id IN :ids")
          .setParameter("ids", old)
          .executeUpdate();
    }
    return old.size();
  }

  /**
   * Removes the lanes of processes that ended long ago, and with them all that is known of them.
   */
  public int purgeEnded() {
    List<String> ended =
        entities
            .createQuery(
                "SELECT s.name FROM MessageStream s WHERE s.endedAt < :before"
                    // A dead letter in the midst of those that are gone is still to be seen.
                    + " AND NOT EXISTS (SELECT m FROM MessageEntity m WHERE m.stream = s.name)",
                String.class)
            .setParameter("before", before(Setting.EVENT_KEEP))
            .setMaxResults(AT_ONCE)
            .getResultList();
    for (String what : ended.isEmpty() ? List.<String>of() : List.of("Lane", "Delivery")) {
      entities
          .createQuery("DELETE FROM " + what + " x WHERE x.stream IN :ended")
          .setParameter("ended", ended)
          .executeUpdate();
    }
    if (!ended.isEmpty()) {
      entities
          .createQuery("DELETE FROM MessageStream s WHERE s.name IN :ended")
          .setParameter("ended", ended)
          .executeUpdate();
    }
    return ended.size();
  }

  /** Removes what is known of destinations that are down and that nothing is sent to any more. */
  public int purgeDestinations() {
    return entities
        .createNativeQuery(
            "DELETE FROM destination_down WHERE NOT EXISTS"
                + " (SELECT 1 FROM lane l WHERE l.destination = destination_down.name)")
        .executeUpdate();
  }

  private Instant before(Setting<Duration> kept) {
    return clock.now().minus(settings.get(kept));
  }
}
