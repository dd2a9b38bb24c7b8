package org.metagov.gateway.lane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.store.Statements;

/** The table of receivers whose lanes are not yet as they are to be, by plain SQL. */
final class LaneChangeRows {
  /** More of one receiver are seen to when these are done. */
  private static final int AT_ONCE = 500;

  private LaneChangeRows() {}

  /**
   * A change that its lanes have still to follow.
   *
   * @param id its id
   * @param community the only one that it is about; empty: all of them
   * @param since lanes that are missing begin with what was written since then
   */
  record Change(long id, Optional<String> community, Instant since) {}

  /** Notes a change. One more row each time: so nobody waits for whoever sees to one. */
  static void note(Statements sql, String destination, Optional<String> community, Instant since) {
    sql.write(
        "INSERT INTO lane_change (destination, community, since) VALUES (?, ?, ?)",
        destination,
        community,
        since);
  }

  /** Returns the next changes of {@code destination}, the first one first. */
  static List<Change> of(Statements sql, String destination) {
    return sql.list(
        "SELECT id, community, since FROM lane_change WHERE destination = ? ORDER BY id"
            + " FETCH FIRST ? ROWS ONLY",
        row ->
            new Change(
                row.getLong("id"),
                Optional.ofNullable(row.getString("community")),
                Statements.time(row, "since").orElseThrow()),
        destination,
        AT_ONCE);
  }

  /** Forgets changes: one by one, as there may be another one between them by now. */
  static void forget(Statements sql, List<Change> changes) {
    sql.writeAll(
        "DELETE FROM lane_change WHERE id = ?",
        changes.stream().map(change -> new Object[] {change.id()}).toList());
  }
}
