package org.metagov.gateway.lane;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lane.EventSearch.EventDelivery;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.trace.Trace;

/**
 * The table of deliveries by plain SQL: messages that were taken at the first try, which are most
 * of all, and written many at once.
 */
final class DeliveryRows {
  private static final String INSERT =
      "INSERT INTO delivery (lane_id, destination, stream, sequence_no, message_id, replay, state,"
          + " tries, refusals, attempts, trace, first_at, last_at, version)"
          + " VALUES (?, ?, ?, ?, ?, '', 'DELIVERED', 1, 0, ?, ?, ?, ?, 1)";
  private static final String FIND =
      "SELECT id, stream, sequence_no, message_id, replay, state, tries, refusals, revision,"
          + " attempts, trace, first_at, last_at FROM delivery WHERE id = ?";

  private static final String OF_MESSAGE =
      "SELECT id, destination, stream, sequence_no, message_id, replay, state, tries, refusals,"
          + " revision, attempts, trace, first_at, last_at FROM delivery"
          + " WHERE stream = ? AND sequence_no = ? ORDER BY id FETCH FIRST ? ROWS ONLY";

  private static final int RARE = 5_000;

  private static final String IN_STATE =
      "SELECT id, destination, stream FROM delivery WHERE state = ?"
          + " ORDER BY state, last_at FETCH FIRST ? ROWS ONLY";

  /** In the order of the index, and without more conditions: Derby would read the whole table. */
  private static final String NEXT =
      "SELECT id, stream, state FROM delivery WHERE destination = ? AND id > ?"
          + " ORDER BY destination, id FETCH FIRST ? ROWS ONLY";

  private DeliveryRows() {}

  /** Writes that {@code lane} has delivered these. */
  static void insert(Statements sql, LaneSnapshot lane, List<Delivered> delivered) {
    sql.writeAll(INSERT, delivered.stream().map(one -> row(lane, one)).toList());
  }

  private static Object[] row(LaneSnapshot lane, Delivered one) {
    return new Object[] {
      lane.id(),
      lane.destination(),
      lane.stream(),
      one.message().sequence(),
      one.message().id(),
      JsonText.write(one.attempt().after(Attempt.none())),
      one.message().trace().kept(),
      one.attempt().at(),
      one.attempt().at()
    };
  }

  /** Returns what has become at receivers of the message {@code sequence} of {@code stream}. */
  static List<EventDelivery> of(Statements sql, String stream, long sequence, int most) {
    return sql.list(
        OF_MESSAGE,
        row -> new EventDelivery(row.getString("destination"), read(row)),
        stream,
        sequence,
        most);
  }

  /** Returns the ids after {@code after} of those of the next {@code count} that may be meant. */
  static List<Long> ids(Statements sql, DeliveryFilter filter, long after, int count) {
    return sql.some(
        NEXT,
        row ->
            filter.mayBe(row.getString(2), row.getString(3))
                ? Optional.of(row.getLong(1))
                : Optional.empty(),
        Texts.key(filter.destination().orElseThrow()),
        after,
        count);
  }

  /**
   * Returns the ids of those that are meant, the newest first, where few deliveries are in the
   * state that is asked for, as those that were given up; empty where they may be many.
   */
  static Optional<List<Long>> rare(Statements sql, DeliveryFilter filter) {
    if (filter.state().filter(state -> state != DeliveryState.DELIVERED).isEmpty()
        || filter.key().isPresent()) {
      return Optional.empty();
    }
    String destination = Texts.key(filter.destination().orElseThrow());
    List<Optional<Long>> all =
        sql.list(
            IN_STATE,
            row ->
                row.getString(2).equals(destination)
                        && row.getLong(1) < filter.after()
                        && filter.mayBe(row.getString(3), filter.state().get().name())
                    ? Optional.of(row.getLong(1))
                    : Optional.<Long>empty(),
            filter.state().get().name(),
            RARE + 1);
    return all.size() > RARE
        ? Optional.empty()
        : Optional.of(
            all.stream().flatMap(Optional::stream).sorted(Comparator.reverseOrder()).toList());
  }

  /** Returns the delivery {@code id}, if it is there. */
  static Optional<DeliverySnapshot> find(Statements sql, long id) {
    return sql.first(FIND, DeliveryRows::read, id);
  }

  private static DeliverySnapshot read(ResultSet row) throws SQLException {
    return new DeliverySnapshot(
        row.getLong("id"),
        row.getString("stream"),
        row.getLong("sequence_no"),
        row.getString("message_id"),
        !row.getString("replay").isEmpty(),
        DeliveryState.valueOf(row.getString("state")),
        row.getInt("tries"),
        row.getInt("refusals"),
        row.getLong("revision"),
        JsonText.parse(row.getString("attempts")).asJsonObject().getJsonArray(Attempt.LIST),
        Trace.keptId(row.getString("trace")),
        Statements.time(row, "first_at").orElseThrow(),
        Statements.time(row, "last_at").orElseThrow());
  }
}
