package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.settings.Settings;

/** The limits of sessions on a real PostgreSQL, and what it is to us when one is reached. */
class SessionLimitsTest {
  private static final String INSERT =
      "INSERT INTO lease (name, token, expires_at) VALUES ('a', 't', 1)";

  @TempDir private static Path folder;

  private static EmbeddedPostgres postgres;
  private static Database database;

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    // Too little for any migration, if it held for them.
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement sql = own.createStatement()) {
      sql.execute("ALTER ROLE postgres SET statement_timeout = 1");
    }
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

  private static SQLException failure(Statement sql, String text) {
    return catchThrowableOfType(SQLException.class, () -> sql.execute(text));
  }
}
