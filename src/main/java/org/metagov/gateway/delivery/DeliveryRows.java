package org.metagov.gateway.delivery;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.InstantColumn;

/** The rows of messages that were taken at the first try: most of all, and written many at once. */
final class DeliveryRows {
  private static final String INSERT =
      "INSERT INTO delivery (lane_id, destination, stream, sequence_no, message_id, replay, state,"
          + " tries, refusals, attempts, first_at, last_at, version)"
          + " VALUES (?, ?, ?, ?, ?, '', 'DELIVERED', 1, 0, ?, ?, ?, 1)";

  private DeliveryRows() {}

  /** Writes that {@code lane} has delivered these. */
  static void insert(Connection connection, Lane lane, List<Delivered> delivered) {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Delivered one : delivered) {
        long at = InstantColumn.micros(one.attempt().at());
        insert.setLong(1, lane.getId());
        insert.setString(2, lane.getDestination());
        insert.setString(3, lane.getStream());
        insert.setLong(4, one.message().sequence());
        insert.setString(5, one.message().id());
        insert.setString(6, JsonText.write(one.attempt().after(Attempt.none())));
        insert.setLong(7, at);
        insert.setLong(8, at);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }
}
