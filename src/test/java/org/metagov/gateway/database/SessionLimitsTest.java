package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.lease.ExpiredLeases;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreUnavailable;
import org.metagov.gateway.testing.TestPostgres;

/** The limits of sessions on a real PostgreSQL, and what it is to us when one is reached. */
class SessionLimitsTest {
  private static final String INSERT =
      "INSERT INTO lease (name, token, expires_at) VALUES ('a', 't', 1)";

  private static EmbeddedPostgres postgres;
  private static Database database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres = TestPostgres.durable().start();
    database = open(Map.of("metagov.db.lock-timeout", "PT0.2S"));
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private static Database open(Map<String, String> limits) throws SQLException {
    Map<String, String> values = new HashMap<>(limits);
    values.put("metagov.db.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
    values.put("metagov.db.user", "postgres");
    values.put("metagov.secrets.key", "ab".repeat(32));
    return Database.openFor(
        Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key))));
  }

  @Test
  void everySessionHasItsLimits() throws SQLException {
    try (Connection connection = database.connect();
        Statement sql = connection.createStatement()) {
      assertThat(shown(sql, "lock_timeout")).isEqualTo("200ms");
      assertThat(shown(sql, "statement_timeout")).isEqualTo("25s");
      assertThat(shown(sql, "idle_in_transaction_session_timeout")).isEqualTo("30s");
    }
  }

  @Test
  void migrationsHaveNoLimitsWhateverTheirUserHas() throws SQLException {
    List<String> limits = new ArrayList<>();
    DataSource source = postgres.getPostgresDatabase();
    try (Connection own = source.getConnection();
        Statement sql = own.createStatement()) {
      sql.execute("ALTER ROLE postgres SET statement_timeout = '1h'");
      try {
        Database.migrations(Dialect.POSTGRESQL)
            .dataSource(source)
            .callbacks(asking(limits))
            .load()
            .migrate();
      } finally {
        sql.execute("ALTER ROLE postgres RESET statement_timeout");
      }
    }
    assertThat(limits).containsExactly("0", "0", "0");
  }

  /** Asks within a migration what its limits are. */
  private static BaseCallback asking(List<String> limits) {
    return new BaseCallback() {
      @Override
      public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE;
      }

      @Override
      public void handle(Event event, Context context) {
        try (Statement sql = context.getConnection().createStatement()) {
          limits.add(shown(sql, "lock_timeout"));
          limits.add(shown(sql, "statement_timeout"));
          limits.add(shown(sql, "idle_in_transaction_session_timeout"));
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static String shown(Statement sql, String setting) throws SQLException {
    try (ResultSet row = sql.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aLockThatIsNotGivenBackIsAConflictThatPasses() throws SQLException {
    try (Connection holder = database.connect();
        Connection waiter = database.connect();
        Statement held = holder.createStatement();
        Statement waiting = waiter.createStatement()) {
      holder.setAutoCommit(false);
      held.execute(INSERT);
      SQLException failure = failure(waiting, INSERT);
      assertThat(failure.getSQLState()).isEqualTo("55P03");
      assertThat(StoreUnavailable.in(failure)).isPresent();
      assertThat(Conflicts.isConflict(failure)).isTrue();
      holder.rollback();
    }
  }

  @Test
  void aStatementThatTakesTooLongIsAnOutageAndLeavesNothing() throws SQLException {
    Database hasty = open(Map.of("metagov.db.statement-timeout", "PT0.2S"));
    try (Connection connection = hasty.connect();
        Statement sql = connection.createStatement()) {
      SQLException failure = failure(sql, "SELECT pg_sleep(60)");
      assertThat(failure.getSQLState()).isEqualTo("57014");
      assertThat(StoreUnavailable.in(failure)).isPresent();
      assertThat(Conflicts.isConflict(failure)).isFalse();
      assertThat(Conflicts.isRolledBack(failure)).isTrue();
    }
  }

  @Test
  void aTransactionThatStandsStillGivesItsLocksBack() throws SQLException {
    Database hasty = open(Map.of("metagov.db.idle-in-transaction-timeout", "PT0.2S"));
    try (Connection hanging = hasty.connect();
        Statement hung = hanging.createStatement();
        Connection other = database.connect();
        Statement sql = other.createStatement()) {
      hanging.setAutoCommit(false);
      hung.execute(INSERT);
      Awaitility.await().ignoreExceptions().until(() -> sql.executeUpdate(INSERT) == 1);
      sql.executeUpdate("DELETE FROM lease");
      SQLException failure = failure(hung, INSERT);
      assertThat(failure.getSQLState()).isIn("25P03", "08006");
      assertThat(StoreUnavailable.in(failure)).isPresent();
    }
  }

  @Test
  void leasesThatAreOverAreRemovedWithoutWaitingForAnybody() throws SQLException {
    Instant now = Instant.parse("2026-03-29T02:30:00Z");
    try (Connection connection = database.connect();
        Connection other = database.connect();
        Statement sql = connection.createStatement();
        Statement holding = other.createStatement()) {
      sql.execute(
          "INSERT INTO lease (name, token, expires_at) SELECT 'over-' || n, 't', "
              + (InstantColumn.micros(now) - 1)
              + " + n / 8 FROM generate_series(0, 11) n");
      other.setAutoCommit(false);
      holding.execute("UPDATE lease SET token = 'u' WHERE name = 'over-0'");
      assertThat(ExpiredLeases.remove(connection, now, 5)).isEqualTo(5);
      assertThat(ExpiredLeases.remove(connection, now, 5)).isEqualTo(2);
      other.rollback();
      assertThat(ExpiredLeases.remove(connection, now, 5)).isEqualTo(1);
      assertThat(sql.executeUpdate("DELETE FROM lease WHERE name LIKE 'over-%'")).isEqualTo(4);
    }
  }

  private static SQLException failure(Statement sql, String text) {
    return catchThrowableOfType(SQLException.class, () -> sql.execute(text));
  }
}
