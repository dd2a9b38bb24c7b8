package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.settings.Settings;

/** The master key, and the keys that it wraps. */
class SecretKeysTest {
  private static final Cell CELL = Cell.of("receiver", "7d1c", "secret");
  private static final String ONE = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  @TempDir private Path folder;

  @Test
  void theFirstStartMakesAKeyThatOnlyItsUserReads() throws Exception {
    String sealed = sealing(Map.of());
    Path file = folder.resolve("master.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(opening(Map.of(), sealed)).isEqualTo("whsec_1");
    assertThat(folder.resolve("master.key.new")).doesNotExist();
  }

  @Test
  void itMakesTheKeyWhereASettingSays() throws Exception {
    Path file = folder.resolve("elsewhere").resolve("key");
    sealing(Map.of("metagov.secrets.key-file", file.toString()));
    assertThat(file).exists();
    assertThat(folder.resolve("master.key")).doesNotExist();
  }

  @Test
  void aKeyThatIsLostIsNeverReplaced() throws Exception {
    String sealed = sealing(Map.of());
    Path file = folder.resolve("master.key");
    Path away = Files.move(file, folder.resolve("away"));
    assertThatThrownBy(() -> opening(Map.of(), sealed))
        .hasMessageContaining("neither in metagov.secrets.key nor in the file " + file);
    assertThat(file).doesNotExist();
    Files.move(away, file);
    assertThat(opening(Map.of(), sealed)).isEqualTo("whsec_1");
  }

  @Test
  void anotherKeyIsRefusedAndNotTold() throws Exception {
    String sealed = sealing(Map.of("metagov.secrets.key", ONE));
    assertThatThrownBy(() -> opening(Map.of("metagov.secrets.key", OTHER), sealed))
        .hasMessageContaining("another master key than that of metagov.secrets.key")
        .hasMessageNotContaining(OTHER);
    assertThatThrownBy(
            () ->
                opening(
                    Map.of("metagov.secrets.key", OTHER, "metagov.secrets.previous-key", OTHER),
                    sealed))
        .hasMessageContaining("another master key");
    assertThat(opening(Map.of("metagov.secrets.key", ONE), sealed)).isEqualTo("whsec_1");
  }

  @Test
  void anotherKeyTakesOverFromThePreviousOne() throws Exception {
    String sealed = sealing(Map.of("metagov.secrets.key", ONE));
    byte[] subkey = Vault.get().subkey("audit");
    Map<String, String> both =
        Map.of("metagov.secrets.key", OTHER, "metagov.secrets.previous-key", ONE);
    assertThat(opening(both, sealed)).isEqualTo("whsec_1");
    assertThat(opening(Map.of("metagov.secrets.key", OTHER), sealed)).isEqualTo("whsec_1");
    assertThat(Vault.get().subkey("audit")).isEqualTo(subkey);
    assertThatThrownBy(() -> opening(Map.of("metagov.secrets.key", ONE), sealed))
        .hasMessageContaining("another master key");
  }

  @Test
  void aFileThatHoldsNoKeyIsLeftAsItIs() throws Exception {
    Path file = Files.writeString(folder.resolve("master.key"), "not a key");
    assertThatThrownBy(() -> sealing(Map.of()))
        .hasMessageContaining("there is no key in the file " + file)
        .hasMessageNotContaining("not a key");
    assertThat(file).hasContent("not a key");
  }

  @Test
  void aKeyThatIsTooShortIsRefused() {
    assertThatThrownBy(() -> sealing(Map.of("metagov.secrets.key", "c2hvcnQ=")))
        .hasMessageContaining("metagov.secrets.key: expected 32 random bytes")
        .hasMessageNotContaining("c2hvcnQ=");
  }

  @Test
  void noKeyStandsInTheDatabaseInClear() throws Exception {
    Database database = open(Map.of("metagov.secrets.key", ONE));
    try (Connection connection = database.connect();
        Statement sql = connection.createStatement();
        var row = sql.executeQuery("SELECT COUNT(*), MAX(LENGTH(wrapped)) FROM secret_key")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(2);
      // 12 bytes of nonce, 32 of the key, 16 of the tag.
      assertThat(row.getInt(2)).isEqualTo(80);
    } finally {
      database.shutDown();
    }
  }

  @Test
  void aKeyThatWasGivenUpIsForgottenByTheNextStartWhereThisOneIsKilled() throws Exception {
    Database killed = open(Map.of());
    String old = Vault.get().ring().current().id();
    String wrapped;
    try (Connection connection = killed.connect()) {
      wrapped = wrapped(connection, old);
      killed.keys().rotate(connection, Instant.EPOCH, Set.of());
      killed.keys().giveUp(connection, old);
      killed.lookAtKeys(connection);
    } finally {
      killed.shutDown();
    }
    assertThat(isInFiles(wrapped)).as("the scan finds what is there").isTrue();
    open(Map.of()).shutDown();
    assertThat(isInFiles(wrapped)).isFalse();
  }

  private static String wrapped(Connection connection, String id) throws SQLException {
    try (Statement sql = connection.createStatement();
        var row = sql.executeQuery("SELECT wrapped FROM secret_key WHERE id = '" + id + "'")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private boolean isInFiles(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  private String sealing(Map<String, String> settings) throws SQLException {
    open(settings).shutDown();
    return Vault.get().seal(CELL, "whsec_1");
  }

  private String opening(Map<String, String> settings, String sealed) throws SQLException {
    open(settings).shutDown();
    return Vault.get().open(CELL, sealed);
  }

  private Database open(Map<String, String> more) throws SQLException {
    Map<String, String> values = new HashMap<>(more);
    values.put("metagov.data-dir", folder.toString());
    return Database.openFor(
        Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key))));
  }
}
