package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.derby.iapi.services.monitor.Monitor;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DerbyEngineTest {
  private static final String ANOTHER = "XSDB6";

  @TempDir private Path folder;

  @Test
  void anEngineThatGotStuckWhileItEndedMakesRoomForANewOne() throws Exception {
    EmbeddedDataSource source = DerbyHome.open(folder);
    write(source);
    DerbyHome.close(folder);

    endHalfway();
    assertThatThrownBy(() -> connect(source))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(DerbyEngine.hasStopped(e)).isTrue());

    await().ignoreExceptions().untilAsserted(() -> assertKept(source));
    DerbyHome.close(folder);
  }

  @Test
  void aNewEngineIsRefusedADatabaseThatTheOldOneStillHolds() throws Exception {
    EmbeddedDataSource source = DerbyHome.open(folder);
    write(source);
    Path kept = folder.resolve("gateway/db.lck");
    assertThat(kept).exists();

    DerbyEngine.discard();
    assertThatThrownBy(source::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getNextException().getSQLState()).isEqualTo(ANOTHER));
    assertThat(Files.exists(kept)).isTrue();
  }

  @Test
  void whatIsNotTheEnginesEndIsNone() {
    assertThat(DerbyEngine.hasStopped(new SQLException("closed", "08006"))).isFalse();
    SQLException outer = new SQLException("no", "XJ040");
    assertThat(DerbyEngine.hasStopped(outer)).isFalse();
    outer.setNextException(new SQLException("stopped", "XJ015"));
    assertThat(DerbyEngine.hasStopped(outer)).isTrue();
  }

  /** As where what a rollback could not undo has ended the engine, and a module threw meanwhile. */
  private static void endHalfway() throws ReflectiveOperationException {
    Field inShutdown =
        Monitor.getMonitor().getClass().getSuperclass().getDeclaredField("inShutdown");
    inShutdown.setAccessible(true);
    inShutdown.setBoolean(Monitor.getMonitor(), true);
  }

  private Connection connect(EmbeddedDataSource source) throws SQLException {
    return DerbyHome.connect(source, folder);
  }

  private void write(EmbeddedDataSource source) throws SQLException {
    try (Connection connection = connect(source);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (what VARCHAR(10))");
      statement.execute("INSERT INTO kept VALUES ('this')");
    }
  }

  private void assertKept(EmbeddedDataSource source) throws SQLException {
    try (Connection connection = connect(source);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT what FROM kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("this");
    }
  }
}
