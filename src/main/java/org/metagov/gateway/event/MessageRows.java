package org.metagov.gateway.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.store.Among;
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

  /** Of those that retention is just removing the next one counts. */
  private static final String WRITTEN =
      "SELECT written_at FROM message WHERE stream = ? AND sequence_no >= ?"
          + " ORDER BY sequence_no FETCH FIRST 1 ROWS ONLY";

  private MessageRows() {}

  /** So much of a message as tells whether somebody looks for it. */
  private record Glance(long sequence, String source, String eventType) {
    boolean is(Optional<String> wantedSource, Optional<String> wantedType) {
      return wantedSource.map(source::equals).orElse(true)
          && wantedType.map(eventType::equals).orElse(true);
    }
  }

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

  /**
   * Returns messages of {@code stream} with numbers below {@code before} and above {@code after},
   * the newest first: {@code most} of them, or as many as are large. All numbers between are looked
   * at.
   *
   * @param source those of this plugin; empty: of all
   * @param eventType those of this type; empty: of all
   */
  public static List<Message> newest(
      Statements sql,
      String stream,
      long before,
      long after,
      Optional<String> source,
      Optional<String> eventType,
      int most) {
    // In the order of the index, and without more conditions: Derby would read the whole table.
    List<Long> numbers = new ArrayList<>();
    sql
        .list(
            "SELECT sequence_no, source, event_type FROM message WHERE stream = ?"
                + " AND sequence_no > ?"
                + IN_ORDER
                + " FETCH FIRST ? ROWS ONLY",
            row -> new Glance(row.getLong(1), row.getString(2), row.getString(3)),
            stream,
            after,
            before - 1 - after)
        .stream()
        .filter(glance -> glance.sequence() < before && glance.is(source, eventType))
        .forEach(glance -> numbers.add(glance.sequence()));
    List<Message> newest = new ArrayList<>();
    long bytes = 0;
    for (int i = numbers.size() - 1; i >= 0 && newest.size() < most && bytes < MOST_BYTES; i--) {
      Optional<Message> found =
          sql.first(SELECT + " AND sequence_no = ?", MessageRows::read, stream, numbers.get(i));
      // One that retention has removed meanwhile is none.
      found.ifPresent(newest::add);
      bytes += found.map(message -> message.body().length()).orElse(0);
    }
    return newest;
  }

  /** Returns the message {@code id}, if it is there. */
  public static Optional<Message> find(Statements sql, String id) {
    return sql.first(
        "SELECT id, stream, sequence_no, source, event_type, body, written_at, trace FROM message"
            + " WHERE id = ?",
        MessageRows::read,
        id);
  }

  /**
   * Returns the number of the last message of {@code stream} that was written before {@code then}.
   * What is written later has a greater number: so it is found in a few steps, and a log is never
   * read through.
   *
   * @param from a number up to which all were written before
   * @param newest the number of the newest message
   */
  public static long lastBefore(
      Statements sql, String stream, long from, long newest, Instant then) {
    long low = from;
    long high = newest;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      boolean before =
          sql.first(WRITTEN, row -> InstantColumn.instant(row.getLong(1)), stream, middle)
              .filter(written -> written.isBefore(then))
              .isPresent();
      if (before) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
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
