package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table with sealed columns.
 *
 * @param name its name
 * @param id its primary key, in whose order it is gone through
 * @param row the column with what a row is known by in its cells
 * @param columns those that are sealed
 */
public record SealedTable(String name, String id, String row, List<String> columns) {
  private static final String ROW = "row_key";

  /** All there are. */
  public static final List<SealedTable> ALL =
      List.of(
          new SealedTable("plugin_instance", "id", ROW, List.of("config", "state")),
          new SealedTable("credential", "id", ROW, List.of("content")),
          new SealedTable("once_result", "id", ROW, List.of("content")),
          new SealedTable(
              "governance_process",
              "id",
              "start_key",
              List.of("parameters", "state", "callback_url")),
          new SealedTable("message_stream", "name", ROW, List.of("callback_url")),
          new SealedTable(
              "receiver", "name", ROW, List.of("url", "secret", "old_secret", "headers")),
          new SealedTable("idempotency_key", "id", ROW, List.of("body")),
          new SealedTable("inbox", "id", "work_key", List.of("content")));

  /**
   * Returns what finds the next rows that another key has sealed than the one that all values start
   * with that fit the parameters, or none; {@code most} at most.
   *
   * @param isFirst whether it begins at the first row; else behind the one of the last parameter
   */
  String others(boolean isFirst, int most) {
    String sealed =
        columns.stream()
            .map(column -> column + " NOT LIKE ?")
            .collect(Collectors.joining(" OR ", "(" + row + " IS NULL OR ", ")"));
    return "SELECT %1$s FROM %2$s WHERE %3$s%4$s ORDER BY %1$s FETCH FIRST %5$d ROWS ONLY"
        .formatted(id, name, sealed, isFirst ? "" : " AND " + id + " > ?", most);
  }

  /**
   * Returns what finds rows with values that start as the parameters do, one for each column: their
   * id, what they are known by, and those columns; {@code most} at most.
   */
  String sealedBy(int most) {
    return "SELECT %1$s, %2$s, %3$s FROM %4$s WHERE %5$s ORDER BY %1$s FETCH FIRST %6$d ROWS ONLY"
        .formatted(id, row, String.join(", ", columns), name, anyLike(), most);
  }

  private String anyLike() {
    return columns.stream().map(c -> c + " LIKE ?").collect(Collectors.joining(" OR "));
  }

  /** Returns what locks a row. */
  String lock() {
    return "UPDATE %1$s SET %2$s = %2$s WHERE %3$s = ?".formatted(name, row, id);
  }

  /** Returns what reads a row. */
  String read() {
    return "SELECT %s, %s FROM %s WHERE %s = ?"
        .formatted(row, String.join(", ", columns), name, id);
  }

  /** Returns what writes a row. */
  String write() {
    String all = columns.stream().map(c -> c + " = ?").collect(Collectors.joining(", "));
    return "UPDATE %s SET %s = ?, %s WHERE %s = ?".formatted(name, row, all, id);
  }

  /** Returns whether a value in it starts with {@code prefix}. */
  public boolean uses(Connection connection, String prefix) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM %s WHERE %s FETCH FIRST 1 ROWS ONLY".formatted(name, anyLike()))) {
      for (int i = 1; i <= columns.size(); i++) {
        select.setString(i, prefix + "%");
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }
}
