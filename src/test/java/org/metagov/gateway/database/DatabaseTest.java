package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.testing.TestPostgres;

/** What a database has to be, or the gateway does not start. */
class DatabaseTest {
  @TempDir private Path folder;

  @Test
  void aNewDatabaseIsMigrated() throws Exception {
    Database database = open(Map.of("metagov.data-dir", folder.toString()));
    try (Connection connection = database.connect();
        var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM community")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    } finally {
      database.shutDown();
    }
  }

  @Test
  void aDataFolderThatIsNoFolderIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("not-a-folder"));
    assertRefused(Map.of("metagov.data-dir", file.toString()), "metagov.data-dir: cannot ");
  }

  @Test
  void aDerbyThatLosesCommitsIsRefused() throws IOException {
    Files.writeString(folder.resolve("derby.properties"), "derby.system.durability=test\n");
    assertRefused(
        Map.of("metagov.data-dir", folder.toString()), "derby.system.durability=test loses");
  }

  @Test
  void aPostgresThatIsNotThereIsRefused() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertRefused(
        Map.of(
            "metagov.db.url",
            "jdbc:postgresql://127.0.0.1:" + port + "/x",
            "metagov.db.password",
            "s3cret"),
        "metagov.db.url: the database cannot be opened");
  }

  @Test
  void aPostgresThatLosesCommitsIsRefused() throws IOException {
    try (EmbeddedPostgres postgres = TestPostgres.durable().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
      assertRefused(
          Map.of(
              "metagov.db.url",
              url + "?options=-c%20synchronous_commit=off",
              "metagov.db.user",
              "postgres",
              "metagov.db.password",
              "s3cret"),
          "synchronous_commit=off");
    }
  }

  private static void assertRefused(Map<String, String> values, String why) {
    assertThatThrownBy(() -> open(values))
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("s3cret"));
  }

  private static Database open(Map<String, String> values) throws Exception {
    return Database.openFor(
        Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key))));
  }
}
