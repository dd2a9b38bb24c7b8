package org.metagov.gateway.lane;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Removes what is old: each call is one transaction of a bounded size, and returns how much it has
 * removed.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RetentionService {
  private static final int AT_ONCE = 200;

  private static final String OLD_MESSAGES =
      "SELECT m.id, m.stream, m.sequence_no FROM message m WHERE m.written_at < ?"
          + " AND NOT EXISTS (SELECT 1 FROM lane l"
          + " WHERE l.stream = m.stream AND l.reached < m.sequence_no)"
          + " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.stream = m.stream"
          + " AND d.sequence_no = m.sequence_no AND d.state = 'DEAD')"
          + " ORDER BY m.written_at FETCH FIRST ? ROWS ONLY";

  /** A dead letter in the midst of those that are gone is still to be seen. */
  private static final String OLD_STREAMS =
      "SELECT s.name FROM message_stream s WHERE s.ended_at < ?"
          + " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.stream = s.name)"
          + " FETCH FIRST ? ROWS ONLY";

  @PersistenceContext private EntityManager entities;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** Removes messages that no lane and no dead letter needs any more. */
  public int purgeMessages() {
    Statements sql = sql();
    List<Old> old =
        sql.list(
            OLD_MESSAGES,
            row -> new Old(row.getString(1), row.getString(2), row.getLong(3)),
            before(Setting.EVENT_KEEP),
            AT_ONCE);
    TreeMap<String, Long> last = new TreeMap<>();
    old.forEach(message -> last.merge(message.stream(), message.sequence(), Math::max));
    // In order, as whoever writes to several streams locks them.
    last.forEach(
        (stream, sequence) ->
            sql.write(
                "UPDATE message_stream SET purged = ? WHERE name = ? AND purged < ?",
                sequence,
                stream,
                sequence));
    sql.writeAll(
        "DELETE FROM message WHERE id = ?",
        old.stream().map(message -> new Object[] {message.id()}).toList());
    return old.size();
  }

  /** A message that is kept no longer. */
  private record Old(String id, String stream, long sequence) {}

  /** Removes what can be seen of messages that were delivered. */
  public int purgeDelivered() {
    return purge(DeliveryState.DELIVERED, before(Setting.DELIVERED_KEEP));
  }

  /** Removes dead letters. */
  public int purgeDead() {
    return purge(DeliveryState.DEAD, before(Setting.DEAD_KEEP));
  }

  private int purge(DeliveryState state, Instant before) {
    Statements sql = sql();
    List<Object[]> old =
        sql.list(
            "SELECT id FROM delivery WHERE state = ? AND last_at < ? FETCH FIRST ? ROWS ONLY",
            row -> new Object[] {row.getLong(1)},
            state.name(),
            before,
            AT_ONCE);
    sql.writeAll("DELETE FROM delivery WHERE id = ?", old);
    return old.size();
  }

  /**
   * Removes the lanes of processes that ended long ago, and with them all that is known of them.
   */
  public int purgeEnded() {
    Statements sql = sql();
    List<Object[]> ended =
        sql.list(
            OLD_STREAMS,
            row -> new Object[] {row.getString(1)},
            before(Setting.EVENT_KEEP),
            AT_ONCE);
    for (String what : List.of("lane WHERE stream", "delivery WHERE stream")) {
      sql.writeAll("DELETE FROM " + what + " = ?", ended);
    }
    sql.writeAll("DELETE FROM message_stream WHERE name = ?", ended);
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

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }

  private Instant before(Setting<Duration> kept) {
    return clock.now().minus(settings.get(kept));
  }
}
