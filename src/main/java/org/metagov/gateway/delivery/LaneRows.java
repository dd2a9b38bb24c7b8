package org.metagov.gateway.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.event.StreamRows;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.receiver.ReceiverMark;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Statements;

/**
 * The table of lanes by plain SQL, for what is done for each message. Whatever is done less often
 * is done by {@link Lane}.
 */
final class LaneRows {
  private static final int DESTINATION_OF_A_RECEIVER = "receiver/".length() + 1;

  /** Each of the other tables by its key: which receiver it is follows from the destination. */
  private static final String FIND =
      "SELECT l.id, l.stream, l.destination, l.replay, l.until_no, l.picks, l.hold, l.newest,"
          + " l.reached, l.sent, l.due_at, l.delivery_id, d.name AS down, r.version, r.revision, "
          + StreamRows.COLUMNS
          + " FROM lane l LEFT JOIN message_stream s ON s.name = l.stream"
          + " LEFT JOIN destination_down d ON d.name = l.destination"
          + " LEFT JOIN receiver r ON r.state <> 'REMOVED' AND r.name ="
          + " CASE WHEN l.destination LIKE 'receiver/%' THEN SUBSTR(l.destination, "
          + DESTINATION_OF_A_RECEIVER
          + ") ELSE '"
          + ReceiverService.DEFAULT
          + "' END"
          + " WHERE l.id = ?";

  private static final String PASS =
      "UPDATE lane SET reached = ?, sent = CASE WHEN sent < ? THEN ? ELSE sent END,"
          + " due_at = CASE WHEN newest > ? THEN CAST(? AS BIGINT) ELSE CAST(NULL AS BIGINT) END,"
          + " refused_until = NULL, version = version + 1"
          + " WHERE id = ? AND replay = '' AND delivery_id IS NULL AND reached <= ?";

  private static final String CATCH_UP =
      "UPDATE lane SET newest = ?, reached = ?, version = version + 1"
          + " WHERE stream = ? AND replay = '' AND due_at IS NULL AND delivery_id IS NULL"
          + " AND reached = ? AND newest = ? AND destination IN ";

  private static final String TELL =
      "UPDATE lane SET newest = ?, due_at = COALESCE(due_at, ?)"
          + " WHERE stream = ? AND replay = '' AND newest < ?";

  private LaneRows() {}

  /**
   * What is read of a lane at one moment.
   *
   * @param lane the lane
   * @param stream what it is a cursor over
   * @param down whether its destination is known to be down
   * @param receiver what marks the receiver whose address or secret is needed, if there is one
   */
  record Found(
      LaneSnapshot lane,
      Optional<StreamSnapshot> stream,
      boolean down,
      Optional<ReceiverMark> receiver) {
    private Found waitingFor(Optional<DeliverySnapshot> delivery) {
      return new Found(lane.waitingFor(delivery), stream, down, receiver);
    }
  }

  /** A row as it was read, and the key of the delivery that it waits for. */
  private record Row(Found found, Optional<Long> delivery) {}

  /** Returns the lane {@code id}, if it is there. */
  static Optional<Found> find(Statements sql, long id) {
    return sql.first(FIND, row -> new Row(read(row), number(row, "delivery_id")), id)
        .map(
            row ->
                row.delivery().isEmpty()
                    ? row.found()
                    : row.found().waitingFor(DeliveryRows.find(sql, row.delivery().get())));
  }

  private static Found read(ResultSet row) throws SQLException {
    LaneSnapshot lane =
        new LaneSnapshot(
            row.getLong("id"),
            row.getString("stream"),
            row.getString("destination"),
            row.getString("replay"),
            number(row, "until_no"),
            Optional.ofNullable(row.getString("picks")).map(Lane.Picks::valueOf),
            Optional.ofNullable(row.getString("hold")).map(Lane.Hold::valueOf),
            row.getLong("newest"),
            row.getLong("reached"),
            row.getLong("sent"),
            Statements.time(row, "due_at"),
            Optional.empty());
    Optional<ReceiverMark> mark =
        number(row, "version").isPresent()
            ? Optional.of(new ReceiverMark(row.getLong("version"), row.getLong("revision")))
            : Optional.empty();
    return new Found(lane, StreamRows.read(row), row.getString("down") != null, mark);
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(number);
  }

  /**
   * Notes that all messages of a lane up to {@code reached} are done with, and that {@code sent}
   * was the last that was sent; 0: none was.
   *
   * @return false where it waits for a message, or is a replay: there is more to do then
   */
  static boolean pass(Statements sql, long lane, long reached, long sent, Instant now) {
    return sql.write(PASS, reached, sent, sent, reached, now, lane, reached) == 1;
  }

  /**
   * Tells the lanes of a stream that there is something to do; those to {@code deaf} destinations
   * that have nothing else to do are done with it.
   */
  static void tell(Statements sql, MessagesWritten written, List<String> deaf, Instant due) {
    if (!deaf.isEmpty()) {
      catchUp(sql, written, deaf);
    }
    sql.write(TELL, written.newest(), due, written.stream(), written.newest());
  }

  private static void catchUp(Statements sql, MessagesWritten written, List<String> deaf) {
    long before = written.newest() - written.count();
    List<Object> parameters =
        new ArrayList<>(
            List.of(written.newest(), written.newest(), written.stream(), before, before));
    Among among = Among.of(deaf);
    parameters.addAll(among.values());
    sql.write(CATCH_UP + among.list(), parameters.toArray());
  }
}
