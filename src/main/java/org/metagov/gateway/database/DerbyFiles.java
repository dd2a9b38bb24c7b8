package org.metagov.gateway.database;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** What lies in the files of the embedded database, besides what can be read by SQL. */
final class DerbyFiles {
  /** More than what goes into one file of the engine's log, so that it begins another one. */
  private static final int FILLING_ROWS = 200;

  private static final int FILLING_CHARACTERS = 16_000;

  private DerbyFiles() {}

  /**
   * Removes what was in {@code tables} once and is no longer: each is written anew, without the
   * rest of its pages; then the log is, of which the engine keeps what came after its last
   * checkpoint, and the file that this is in.
   */
  static void forget(Connection connection, List<String> tables) throws SQLException {
    for (String table : tables) {
      compress(connection, table);
    }
    checkpoint(connection);
    fillLog(connection);
    checkpoint(connection);
    checkpoint(connection);
  }

  private static void compress(Connection connection, String table) throws SQLException {
    try (CallableStatement compress =
        connection.prepareCall("CALL SYSCS_UTIL.SYSCS_COMPRESS_TABLE(?, ?, 1)")) {
      compress.setString(1, connection.getSchema());
      compress.setString(2, table.toUpperCase(Locale.ROOT));
      compress.execute();
    }
  }

  private static void checkpoint(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CALL SYSCS_UTIL.SYSCS_CHECKPOINT_DATABASE()");
    }
  }

  /** In a transaction that is undone: of it nothing stays but the room it takes in the log. */
  private static void fillLog(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE log_filling (x VARCHAR(" + FILLING_CHARACTERS + "))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO log_filling VALUES (?)")) {
        insert.setString(1, "-".repeat(FILLING_CHARACTERS));
        for (int i = 0; i < FILLING_ROWS; i++) {
          insert.executeUpdate();
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
