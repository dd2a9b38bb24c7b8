package org.metagov.gateway.lane;

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
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Statements;

/**
 * The table of lanes by plain SQL, for what is done for each message. Whatever is done less often
 * is done by {@link Lane}.
 */
public final class LaneRows {
  /** Each of the tables but the lane's by its key. */
  private static final String FIND =
      "SELECT l.id, l.stream, l.destination, l.replay, l.until_no, l.picks, l.hold, l.newest,"
          + " l.reached, l.sent, l.due_at, l.delivery_id FROM lane l WHERE l.id = ?";

  /**
   * In the order in which they are written by those who write more than one of them. On Derby a
   * statement keeps the row of one table while it waits for that of the next; so the lane is read
   * by a statement of its own: whoever writes to a stream tells the lanes afterwards.
   */
  private static final String FIND_WHAT_BELONGS_TO_IT =
      "SELECT d.name AS down, r.version, r.revision, "
          + StreamRows.COLUMNS
          + " FROM (VALUES (1)) AS one (n)"
          + " LEFT JOIN receiver r ON r.state <> 'REMOVED' AND r.name = ?"
          + " LEFT JOIN destination_down d ON d.name = ?"
          + " LEFT JOIN message_stream s ON s.name = ?";

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
   * What is read of a lane.
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
      Optional<ReceiverMark> receiver) {}

  /** A row as it was read, and the key of the delivery that it waits for. */
  private record Row(LaneSnapshot lane, Optional<Long> delivery) {}

  /** Returns the lane {@code id}, if it is there. */
  public static Optional<Found> find(Statements sql, long id) {
    return sql.first(FIND, row -> new Row(lane(row), number(row, "delivery_id")), id)
        .flatMap(
            row -> {
              Optional<DeliverySnapshot> blocked =
                  row.delivery().flatMap(delivery -> DeliveryRows.find(sql, delivery));
              LaneSnapshot lane = row.lane().waitingFor(blocked);
              return sql.first(
                  FIND_WHAT_BELONGS_TO_IT,
                  its -> found(lane, its),
                  Targets.receiver(lane.destination()),
                  lane.destination(),
                  lane.stream());
            });
  }

  private static LaneSnapshot lane(ResultSet row) throws SQLException {
    return new LaneSnapshot(
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
  }

  private static Found found(LaneSnapshot lane, ResultSet row) throws SQLException {
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
  public static boolean pass(Statements sql, long lane, long reached, long sent, Instant now) {
    return sql.write(PASS, reached, sent, sent, reached, now, lane, reached) == 1;
  }

  /**
   * Tells the lanes of a stream that there is something to do; those to {@code deaf} destinations
   * that have nothing else to do are done with it.
   */
  public static void tell(Statements sql, MessagesWritten written, List<String> deaf, Instant due) {
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
