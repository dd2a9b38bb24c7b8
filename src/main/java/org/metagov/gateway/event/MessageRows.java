package org.metagov.gateway.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.InstantColumn;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.trace.Trace;

/** The table of messages by plain SQL: as entities they cost more than to read and send them. */
public final class MessageRows {
  /** What is read at once has to fit into memory, for many lanes side by side. */
  public static final int MOST_BYTES = 1 << 20;

  private static final String SELECT =
      "SELECT id, stream, sequence_no, source, event_type, body, written_at, trace FROM message"
          + " WHERE stream = ?";
  private static final String IN_ORDER = " ORDER BY sequence_no";

  private MessageRows() {}

  /**
   * Returns messages of {@code stream} after the number {@code after}, in order: {@code most} of
   * them, or as many as are large.
   */
  public static List<Message> after(Statements sql, String stream, long after, int most) {
    long[] bytes = {0};
    return sql.listWhile(
        SELECT + " AND sequence_no > ?" + IN_ORDER + " FETCH FIRST ? ROWS ONLY",
        row -> {
          Message message = read(row);
          bytes[0] += message.body().length();
          return message;
        },
        () -> bytes[0] < MOST_BYTES,
        stream,
        after,
        most);
  }

  /** Returns the messages of {@code stream} that have these numbers, in order. */
  public static List<Message> at(Statements sql, String stream, List<Long> sequences) {
    if (sequences.isEmpty()) {
      return List.of();
    }
    Among among = Among.of(sequences);
    List<Object> parameters = new ArrayList<>(List.of(stream));
    parameters.addAll(among.values());
    return sql.list(
        SELECT + " AND sequence_no IN " + among.list() + IN_ORDER,
        MessageRows::read,
        parameters.toArray());
  }

  private static Message read(ResultSet row) throws SQLException {
    return new Message(
        row.getString("id"),
        row.getString("stream"),
        row.getLong("sequence_no"),
        row.getString("source"),
        row.getString("event_type"),
        row.getString("body"),
        InstantColumn.instant(row.getLong("written_at")),
        Trace.ofKept(row.getString("trace")));
  }
}
