package org.metagov.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What is still to be done to the store, at a start if not before: a row of its own until it is.
 */
enum StoreTask {
  /** To seal what an earlier version has kept in clear. */
  SEAL,

  /** To have the files of the database forget a key that was given up. */
  FORGET_KEY;

  boolean isDue(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM secret_task WHERE name = ?")) {
      select.setString(1, name());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  void becomesDue(Connection connection) throws SQLException {
    if (!isDue(connection)) {
      execute(connection, "INSERT INTO secret_task (name) VALUES (?)");
    }
  }

  void isDone(Connection connection) throws SQLException {
    execute(connection, "DELETE FROM secret_task WHERE name = ?");
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name());
      statement.executeUpdate();
    }
  }
}
