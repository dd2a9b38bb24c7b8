package org.metagov.gateway.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** All that differs between the two databases. */
public enum Dialect {
  DERBY {
    @Override
    Connection connect(DataSource source, Path dataDir, SessionLimits limits) throws SQLException {
      return DerbyHome.connect((EmbeddedDataSource) source, dataDir);
    }

    @Override
    String unlimited() {
      return null;
    }

    @Override
    String withoutWaiting(String select) {
      return select + " WITH UR";
    }

    @Override
    String locking(String select) {
      // Else it would be locked for as long as it is read.
      return select + " FOR UPDATE WITH RS";
    }

    @Override
    Map<String, String> columnTypes() {
      return Map.of("json", "CLOB");
    }

    @Override
    Optional<String> losesCommits(Connection connection, Path dataDir) {
      // Derby reads it from the system properties first, then from its properties file.
      String name = "derby.system.durability";
      Properties file = DerbyHome.properties(dataDir);
      return "test".equals(System.getProperty(name, file.getProperty(name)))
          ? Optional.of("derby.system.durability=test loses commits in a crash; remove it")
          : Optional.empty();
    }

    @Override
    Optional<Integer> connections(Connection connection) {
      return Optional.empty();
    }

    @Override
    void forget(Connection connection, List<String> tables) throws SQLException {
      DerbyFiles.forget(connection, tables);
    }

    @Override
    Instant now(Connection connection, MonotonicClock own) throws SQLException {
      // Asked all the same: whoever wants the time over a connection wants to see it work.
      single(connection, "VALUES 1", row -> row.getInt(1));
      return own.now();
    }
  },

  POSTGRESQL {
    @Override
    Connection connect(DataSource source, Path dataDir, SessionLimits limits) throws SQLException {
      Connection connection = source.getConnection();
      limits.apply(connection);
      return connection;
    }

    @Override
    String unlimited() {
      return SessionLimits.NONE;
    }

    @Override
    String withoutWaiting(String select) {
      // Readers never wait here.
      return select;
    }

    @Override
    String locking(String select) {
      return select + " FOR UPDATE";
    }

    @Override
    Map<String, String> columnTypes() {
      return Map.of("json", "TEXT");
    }

    @Override
    Optional<String> losesCommits(Connection connection, Path dataDir) throws SQLException {
      for (String setting : new String[] {"synchronous_commit", "fsync"}) {
        if ("off".equals(single(connection, "SHOW " + setting, row -> row.getString(1)))) {
          return Optional.of(
              "PostgreSQL runs with "
                  + setting
                  + "=off, which loses commits in a crash; turn it on");
        }
      }
      return Optional.empty();
    }

    @Override
    Optional<Integer> connections(Connection connection) throws SQLException {
      return Optional.of(
          single(
              connection,
              "SELECT current_setting('max_connections')::int"
                  + " - current_setting('superuser_reserved_connections')::int",
              row -> row.getInt(1)));
    }

    @Override
    void forget(Connection connection, List<String> tables) throws SQLException {
      try (Statement sql = connection.createStatement()) {
        for (String table : tables) {
          // Into new files, and the old ones are removed.
          sql.execute("VACUUM FULL " + table);
        }
      }
      checkpoint(connection);
    }

    @Override
    Instant now(Connection connection, MonotonicClock own) throws SQLException {
      // Never now(), which stands still within a transaction.
      return single(
          connection,
          "SELECT clock_timestamp()",
          row -> row.getObject(1, java.time.OffsetDateTime.class).toInstant());
    }
  };

  private static final Logger LOG = Logger.getLogger(Dialect.class.getName());

  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * Returns a connection of {@code source} within {@code limits}; what is embedded lies in {@code
   * dataDir}.
   */
  abstract Connection connect(DataSource source, Path dataDir, SessionLimits limits)
      throws SQLException;

  /** Returns the SQL that takes every limit from a session; null where there is none. */
  abstract String unlimited();

  /** Returns {@code select} so that it does not wait for what other transactions are writing. */
  abstract String withoutWaiting(String select);

  /** Returns {@code select} so that what it finds is locked to the end of the transaction. */
  abstract String locking(String select);

  /** Returns the column types that the migrations name as placeholders. */
  abstract Map<String, String> columnTypes();

  /** Returns why commits of this database may be lost in a crash; empty where they are safe. */
  abstract Optional<String> losesCommits(Connection connection, Path dataDir) throws SQLException;

  /** Returns how many connections the database takes, of all who use it; empty: any number. */
  abstract Optional<Integer> connections(Connection connection) throws SQLException;

  /**
   * Has the database remove from its files what was in {@code tables} once and is no longer. Not in
   * a transaction.
   */
  abstract void forget(Connection connection, List<String> tables) throws SQLException;

  /** Returns the time that all nodes agree on; {@code own} is the time of this one. */
  abstract Instant now(Connection connection, MonotonicClock own) throws SQLException;

  /** So that files which are no longer used go now; else they do within some minutes. */
  private static void checkpoint(Connection connection) {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CHECKPOINT");
    } catch (SQLException e) {
      LOG.log(Level.FINE, "Only some users may ask for a checkpoint", e);
    }
  }

  private static <T> T single(Connection connection, String sql, Reading<T> reading)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return reading.of(row);
    }
  }
}
