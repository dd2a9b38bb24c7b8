package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.settings.Settings;

/** A change of keys in a database where somebody has changed what was sealed. */
class RemainsTest {
  @TempDir private Path folder;

  private Database database;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    Map<String, String> values = Map.of("metagov.data-dir", folder.toString());
    database =
        Database.openFor(
            Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key))));
    connection = database.connect();
    receiver("well");
    receiver("moved");
    try (Statement sql = connection.createStatement()) {
      sql.executeUpdate("UPDATE receiver SET row_key = 'another' WHERE name = 'moved'");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.shutDown();
  }

  private void receiver(String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO receiver (name, row_key, url, filter, state, origin, created_at, version)"
                + " VALUES (?, ?, ?, '{}', 'ACTIVE', 'API', 1, 1)")) {
      insert.setString(1, name);
      insert.setString(2, "row-" + name);
      insert.setString(3, Vault.get().seal(Cell.of("receiver", "row-" + name, "url"), "http://a/"));
      insert.executeUpdate();
    }
  }

  private static String current() {
    return Vault.get().ring().current().id();
  }

  @Test
  void aRowThatNoKeyOpensIsNamedAndKeepsOnlyItsOwnKey() throws SQLException {
    String first = current();
    assertThat(database.keys().rotate(connection, Instant.EPOCH, Set.of())).isTrue();
    database.lookAtKeys(connection);
    Remains before = database.remains(connection, first);
    assertThat(before.readable()).isTrue();
    assertThat(before.isStuck()).isFalse();
    assertThat(database.seal(connection, () -> true)).isPositive();
    Remains after = database.remains(connection, first);
    assertThat(after.isStuck()).isTrue();
    assertThat(after.unreadable()).containsExactly(new UnreadableRow("receiver", "moved"));
    // It stands in nobody's way: there is another key, with which all else is sealed.
    assertThat(database.keys().rotate(connection, Instant.EPOCH, Set.of())).isFalse();
    String second = current();
    assertThat(database.keys().rotate(connection, Instant.EPOCH, Set.of(first))).isTrue();
    database.lookAtKeys(connection);
    assertThat(current()).isNotIn(first, second);
    assertThat(database.seal(connection, () -> true)).isEqualTo(1);
    Remains ofSecond = database.remains(connection, second);
    assertThat(ofSecond.isStuck()).isFalse();
    assertThat(ofSecond.readable()).isFalse();
    assertThat(database.remains(connection, first).isStuck()).isTrue();
    // Where the row goes, so may its key.
    try (Statement sql = connection.createStatement()) {
      sql.executeUpdate("DELETE FROM receiver WHERE name = 'moved'");
    }
    assertThat(database.remains(connection, first)).isEqualTo(ofSecond);
  }
}
