package org.metagov.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the plain SQL of a room: each in a transaction, of which nothing is left. */
public abstract class RowsOnDerby {
  @TempDir private static Path folder;
  private static EmbeddedDatabase database;

  /** What the test is to use. */
  protected Statements sql;

  private Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    database = new EmbeddedDatabase(folder);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    connection = database.connect();
    connection.setAutoCommit(false);
    sql = Statements.on(connection);
  }

  @AfterEach
  void undo() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
