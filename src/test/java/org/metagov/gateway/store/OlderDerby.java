package org.metagov.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.DerbyHome;
import org.metagov.gateway.database.Dialect;

/**
 * Tests of a database that was filled by an earlier version, and is brought up to date: each in a
 * transaction, of which nothing is left.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class OlderDerby {
  private final String version;

  private Path folder;
  private Connection connection;

  /** A database with the schema of {@code version}. */
  OlderDerby(String version) {
    this.version = version;
  }

  /** Fills it. */
  abstract void fill() throws SQLException;

  @BeforeAll
  void migrate(@TempDir Path temporary) throws SQLException {
    folder = temporary;
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(folder.resolve("gateway").toString());
    source.setCreateDatabase("create");
    Database.eachVersion(Dialect.DERBY).dataSource(source).target(version).load().migrate();
    connection = source.getConnection();
    fill();
    Database.migrations(Dialect.DERBY).dataSource(source).load().migrate();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void undo() throws SQLException {
    connection.rollback();
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
    DerbyHome.close(folder);
  }

  final void write(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Returns what {@code row} makes of the rows that {@code sql} finds. */
  final List<String> rows(String sql, Statements.Row<String> row) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(row.read(result));
      }
    }
    return rows;
  }
}
