package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Statements;

/**
 * How a process came to where it is. A vote of thousands changes as often: so it is noted once a
 * minute, and how it ended.
 */
final class HistoryRows {
  private static final Duration APART = Duration.ofMinutes(1);
  private static final int MOST = 200;

  /** In which all of it has to fit, in characters: a vote of thousands has fewer moments. */
  private static final int MOST_TEXT = 1_000_000;

  private static final String LAST =
      "SELECT moment_no, noted_at FROM process_history WHERE process_id = ?"
          + " ORDER BY moment_no DESC FETCH FIRST 1 ROWS ONLY";

  private HistoryRows() {}

  /** What was noted last. */
  private record Last(long number, Instant at) {}

  /** Notes how {@code process} stands at {@code now}, unless that was noted a moment ago. */
  static void note(Statements sql, ProcessSnapshot process, Instant now) {
    Optional<Last> last =
        sql.first(
            LAST,
            row ->
                new Last(row.getLong("moment_no"), Statements.time(row, "noted_at").orElseThrow()),
            process.id());
    if (!process.isCompleted() && last.filter(l -> now.isBefore(l.at().plus(APART))).isPresent()) {
      return;
    }
    long number = last.map(Last::number).orElse(0L) + 1;
    String outcome = JsonText.write(process.outcome());
    String errors = JsonText.write(process.errors());
    sql.write(
        "INSERT INTO process_history (process_id, moment_no, noted_at, status, url, outcome, errors)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        process.id(),
        number,
        now,
        process.status().name(),
        process.url(),
        outcome,
        errors);
    long kept = kept(outcome.length() + errors.length());
    if (number > kept) {
      sql.write(
          "DELETE FROM process_history WHERE process_id = ? AND moment_no <= ?",
          process.id(),
          number - kept);
    }
  }

  /** Returns how many moments are kept where each takes so much. */
  static long kept(int text) {
    return Math.max(2, Math.min(MOST, MOST_TEXT / Math.max(1, text)));
  }

  /** Returns what was noted of the process {@code id}, as drivers see it, oldest first. */
  static List<JsonObject> of(Statements sql, long id) {
    return sql.list(
        "SELECT noted_at, status, url, outcome, errors FROM process_history WHERE process_id = ?"
            + " ORDER BY moment_no",
        HistoryRows::view,
        id);
  }

  private static JsonObject view(ResultSet row) throws SQLException {
    return JsonText.object()
        .add("at", Statements.time(row, "noted_at").orElseThrow().toString())
        .add("status", ProcessStatus.valueOf(row.getString("status")).wireName())
        .add("url", JsonText.string(row.getString("url")))
        .add("outcome", JsonText.parse(row.getString("outcome")))
        .add("errors", JsonText.parse(row.getString("errors")))
        .build();
  }
}
