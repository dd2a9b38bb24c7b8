package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewDerbyTest {
  @TempDir private Path folder;
  private Path place;
  private NewDerby database;

  @BeforeEach
  void setUp() {
    place = folder.resolve("gateway");
    database = new NewDerby(place);
  }

  /** Writes to it by an engine, which is then closed if it was opened. */
  private void write() throws SQLException {
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(place.toString());
    try (Connection connection = source.getConnection()) {
      try (Statement sql = connection.createStatement()) {
        sql.execute("CREATE TABLE kept (id INTEGER)");
      } finally {
        DerbyHome.close(folder);
      }
    }
  }

  private void assertAlone() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("gateway")))
          .containsExactly(place);
    }
  }

  @Test
  void aDatabaseIsMadeOnceAndStays() throws Exception {
    database.make();
    write();
    database.make();
    assertThatThrownBy(this::write).hasMessageContaining("already exists");
    assertAlone();
  }

  @Test
  void whatWasLeftHalfMadeIsMadeAnew() throws Exception {
    Path half = Files.createDirectories(folder.resolve("gateway.new/seg0"));
    Files.writeString(half.resolve("c10.dat"), "half of a page");
    database.make();
    write();
    assertAlone();
  }

  @Test
  void whatIsAtItsPlaceIsNeverReplaced() throws Exception {
    Path page = Files.createDirectories(place.resolve("seg0")).resolve("c10.dat");
    Files.writeString(page, "damaged");
    database.make();
    assertThat(page).hasContent("damaged");
    assertThatThrownBy(this::write).isInstanceOf(SQLException.class);
  }

  @Test
  void onlyOneIsMakingIt() throws Exception {
    Path half = Files.createDirectories(folder.resolve("gateway.new"));
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("gateway.new.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(database::make).hasMessageContaining("another gateway");
    }
    assertThat(half).exists();
    assertThat(place).doesNotExist();
    database.make();
    assertAlone();
  }
}
