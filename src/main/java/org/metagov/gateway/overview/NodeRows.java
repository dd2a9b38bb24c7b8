package org.metagov.gateway.overview;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Statements;

/** Which nodes have said of late that they are there. */
final class NodeRows {
  /** One that was not heard of for so long is not told of any more. */
  static final Duration TERM = Duration.ofHours(1);

  private static final int LONGEST_VERSION = 50;

  private NodeRows() {}

  /** A node, and when it was last there. */
  record Seen(String id, String version, Instant startedAt, Instant at) {}

  /** Notes that {@code node} is there, and forgets those that were not for long. */
  static void beat(Statements sql, Seen node) {
    int known =
        sql.write(
            "UPDATE node SET version = ?, seen_at = ? WHERE id = ?",
            Texts.fitting(node.version(), LONGEST_VERSION),
            node.at(),
            node.id());
    if (known == 0) {
      sql.write(
          "INSERT INTO node (id, version, started_at, seen_at) VALUES (?, ?, ?, ?)",
          node.id(),
          Texts.fitting(node.version(), LONGEST_VERSION),
          node.startedAt(),
          node.at());
    }
    sql.write("DELETE FROM node WHERE seen_at < ?", node.at().minus(TERM));
  }

  /** The node {@code id} stops. */
  static void leave(Statements sql, String id) {
    sql.write("DELETE FROM node WHERE id = ?", id);
  }

  /** Returns all of them but {@code own}, the longest there first. */
  static List<Seen> others(Statements sql, String own) {
    return sql.list(
        "SELECT id, version, started_at, seen_at FROM node WHERE id <> ? ORDER BY started_at, id",
        NodeRows::read,
        own);
  }

  private static Seen read(ResultSet row) throws SQLException {
    return new Seen(
        row.getString("id"),
        row.getString("version"),
        InstantColumn.instant(row.getLong("started_at")),
        InstantColumn.instant(row.getLong("seen_at")));
  }
}
