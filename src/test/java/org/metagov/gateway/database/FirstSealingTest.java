package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.testing.TestPostgres;

/** Stores that were filled when nothing was sealed. */
class FirstSealingTest {
  /** Stands wherever there is a secret; and, with another number, where there was one. */
  private static final String CANARY = "canary-7f3a";

  private static final int WEBHOOKS = 130;

  @TempDir private Path folder;

  @Test
  void aDerbyIsSealedAndForgetsWhatWasClear() throws Exception {
    Map<String, String> settings = Map.of("metagov.data-dir", folder.toString());
    DataSource source = DerbyHome.open(folder);
    fill(Dialect.DERBY, source);
    DerbyHome.close(folder);
    assertThat(finds(folder)).as("the scan finds what is there").isPositive();
    killInTheMiddle(Dialect.DERBY, settings);
    check(settings);
    assertThat(finds(folder)).isZero();
  }

  @Test
  void aPostgresIsSealedAndForgetsWhatWasClear() throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres.Builder builder = TestPostgres.durable().setDataDirectory(data.toFile());
    try (EmbeddedPostgres postgres = builder.start()) {
      Map<String, String> settings =
          Map.of(
              "metagov.data-dir",
              folder.resolve("own").toString(),
              "metagov.db.url",
              "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              "metagov.db.user",
              "postgres");
      fill(Dialect.POSTGRESQL, postgres.getPostgresDatabase());
      Path tables = data.resolve("base");
      checkpoint(postgres);
      assertThat(finds(tables)).as("the scan finds what is there").isPositive();
      killInTheMiddle(Dialect.POSTGRESQL, settings);
      check(settings);
      checkpoint(postgres);
      assertThat(finds(tables)).isZero();
    }
  }

  private static void checkpoint(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("CHECKPOINT");
    }
  }

  private static void fill(Dialect dialect, DataSource source) throws SQLException {
    Database.eachVersion(dialect).dataSource(source).target("15").load().migrate();
    try (Connection connection = source.getConnection();
        Statement sql = connection.createStatement()) {
      String json = "'{\"key\":\"" + CANARY + "-1\"}'";
      sql.execute("INSERT INTO community VALUES ('c', 'C', 0, 1)");
      for (String plugin : List.of("kept", "gone")) {
        sql.execute(
            "INSERT INTO plugin_instance (community, plugin, config, state, created_at, version)"
                + " VALUES ('c', '%s', %s, %s, 0, 1)".formatted(plugin, json, json));
      }
      sql.execute("UPDATE plugin_instance SET config = '{}' WHERE plugin = 'gone'");
      sql.execute(
          "INSERT INTO governance_process (instance_id, community, plugin, name, status, start_key,"
              + " parameters, state, outcome, errors, callback_url, failures, created_at, version)"
              + " VALUES (1, 'c', 'kept', 'p', 'PENDING', 'start-1', %1$s, %1$s, '{}', '{}',"
                  .formatted(json)
              + " 'http://driver/?token="
              + CANARY
              + "-2', 0, 0, 1)");
      sql.execute(
          "INSERT INTO message_stream (name, community, callback_url, newest, purged)"
              + " VALUES ('process/1', 'c', 'http://driver/?token="
              + CANARY
              + "-3', 0, 0)");
      sql.execute(
          "INSERT INTO receiver (name, url, secret, filter, state, origin, created_at, version)"
              + " VALUES ('r', 'http://driver/', '"
              + CANARY
              + "-4', '{}', 'ACTIVE', 'API', 0, 1)");
      sql.execute(
          "INSERT INTO idempotency_key (id, body_hash, state, node, started_at, body)"
              + " VALUES ('done', 'h', 'DONE', 'n', 0, '"
              + CANARY
              + "-5'),"
              + " ('running', 'h', 'RUNNING', 'n', 0, NULL)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO inbox (instance_id, community, plugin, work_key, request, received_at,"
                  + " state, tries, version) VALUES (1, 'c', 'kept', ?, ?, 0, 'WAITING', 0, 1)")) {
        for (int i = 0; i < WEBHOOKS; i++) {
          insert.setString(1, "work-" + i);
          insert.setString(2, request(i));
          insert.executeUpdate();
        }
      }
    }
  }

  private static String request(int i) {
    return "{\"headers\":{\"X-Key\":[\""
        + CANARY
        + "-6-"
        + i
        + "\"]},\"text\":\""
        + "ü ".repeat(i * 20)
        + "\"}";
  }

  /** As a start that is killed when some of it is sealed. */
  private static void killInTheMiddle(Dialect dialect, Map<String, String> settings)
      throws SQLException {
    Database killed = new Database(settings(settings));
    killed.openUnsealed();
    try (Connection connection = killed.connect()) {
      new Resealing(connection, dialect, Vault.get(), true)
          .all(() -> requests(connection).stream().noneMatch(Vault::isSealed));
      List<String> requests = requests(connection);
      assertThat(requests).filteredOn(Vault::isSealed).hasSizeBetween(1, WEBHOOKS - 1);
    }
    killed.shutDown();
  }

  private static List<String> requests(Connection connection) {
    try {
      return column(connection, "inbox", "content");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Map<String, String> settings) throws SQLException {
    Database database = Database.openFor(settings(settings));
    try (Connection connection = database.connect()) {
      assertThat(column(connection, "secret_task", "name")).isEmpty();
      for (SealedTable table : SealedTable.ALL) {
        for (String column : table.columns()) {
          assertThat(column(connection, table.name(), column))
              .as(table.name() + "." + column)
              .filteredOn(value -> value != null)
              .allMatch(Vault::isSealed);
        }
        assertThat(column(connection, table.name(), table.row())).doesNotContainNull();
      }
      assertOpens(connection);
      changeTheKey(database, connection);
      assertOpens(connection);
    } finally {
      database.shutDown();
    }
  }

  /** As on a gateway that is killed in the middle of it, and goes on after its next start. */
  private static void changeTheKey(Database database, Connection connection) throws SQLException {
    String old = Vault.get().ring().current().id();
    assertThat(database.keys().rotate(connection, Instant.EPOCH, Set.of())).isTrue();
    assertThat(database.keys().rotate(connection, Instant.EPOCH, Set.of()))
        .as("a second one")
        .isFalse();
    assertThat(database.lookAtKeys(connection).current().id()).isNotEqualTo(old);
    List<String> before = requests(connection);
    assertThat(database.seal(connection, () -> requests(connection).equals(before))).isPositive();
    assertThat(uses(connection, old)).isTrue();
    assertThat(database.seal(connection, () -> true)).isPositive();
    assertThat(uses(connection, old)).isFalse();
    assertThat(database.seal(connection, () -> true)).isZero();
    database.giveUp(connection, old);
    assertThat(database.lookAtKeys(connection).keys()).hasSize(1);
  }

  private static boolean uses(Connection connection, String key) throws SQLException {
    for (SealedTable table : SealedTable.ALL) {
      if (table.uses(connection, Vault.prefix(key))) {
        return true;
      }
    }
    return false;
  }

  private static void assertOpens(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT work_key, content FROM inbox ORDER BY id")) {
      for (int i = 0; i < WEBHOOKS; i++) {
        assertThat(row.next()).isTrue();
        assertThat(
                Vault.get().open(Cell.of("inbox", row.getString(1), "content"), row.getString(2)))
            .isEqualTo(request(i));
      }
    }
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT row_key, secret FROM receiver")) {
      assertThat(row.next()).isTrue();
      Cell cell = Cell.of("receiver", row.getString(1), "secret");
      assertThat(Vault.get().open(cell, row.getString(2))).isEqualTo(CANARY + "-4");
    }
  }

  private static List<String> column(Connection connection, String table, String column)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT " + column + " FROM " + table)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key)));
  }

  /** Returns how many files below {@code root} have the canary in them, in either width. */
  private static long finds(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(FirstSealingTest::hasCanary).count();
    }
  }

  private static boolean hasCanary(Path file) {
    try {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      boolean has = bytes.contains(CANARY) || bytes.replace("\0", "").contains(CANARY);
      if (has) {
        System.err.println("found in " + file);
      }
      return has;
    } catch (IOException e) {
      // PostgreSQL removes files meanwhile.
      return false;
    }
  }
}
