package org.metagov.gateway.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.store.EmbeddedDatabase;

/** How the embedded database finds what is old. */
class InboxUpkeepServiceTest {
  private static final int KEPT = 2_000;

  private static EmbeddedDatabase database;
  private static Connection connection;

  @BeforeAll
  static void fill(@TempDir Path folder) throws SQLException {
    database = new EmbeddedDatabase(folder);
    connection = database.connect();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO inbox (instance_id, community, plugin, delivery_id, work_key,"
                + " received_at, state, tries, ended_at, version)"
                + " VALUES (1, 'c', 'p', ?, 'k', ?, 'DONE', 0, ?, 1)")) {
      for (int i = 0; i < KEPT; i++) {
        insert.setString(1, "d" + i);
        insert.setLong(2, i);
        insert.setLong(3, 1_000_000L + i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** Runs {@code select}, and returns what the database says of how it was done. */
  private static String plan(String select, long... parameters) throws SQLException {
    set("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(1)");
    try (PreparedStatement query =
        connection.prepareStatement(
            database.withoutWaiting(
                select.replaceAll("\\?\\d", "?") + " FETCH FIRST 200 ROWS ONLY"))) {
      for (int i = 0; i < parameters.length; i++) {
        query.setLong(i + 1, parameters[i]);
      }
      try (ResultSet rows = query.executeQuery()) {
        assertThat(rows.next()).as("nothing is old").isFalse();
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("VALUES SYSCS_UTIL.SYSCS_GET_RUNTIMESTATISTICS()")) {
      row.next();
      return row.getString(1);
    } finally {
      set("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(0)");
    }
  }

  private static void set(String call) throws SQLException {
    try (CallableStatement statement = connection.prepareCall(call)) {
      statement.execute();
    }
  }

  private static void assertReadsNoRows(String plan) {
    assertThat(plan).doesNotContain("Table Scan").contains("Index Scan");
    assertThat(plan.lines().filter(line -> line.contains("Number of rows visited=")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.strip()).matches("Number of rows visited=[01]"));
  }

  @Test
  void whatEndedLongAgoIsFoundWithoutALookAtTheRest() throws SQLException {
    assertReadsNoRows(plan(InboxUpkeepService.ENDED, 1_000));
  }

  @Test
  void aLaneIsReadWithoutALookAtWhatIsDone() throws SQLException {
    assertReadsNoRows(plan(InboxRows.IN_LANE, 1));
  }

  @Test
  void whatWaitsIsFoundWithoutALookAtWhatIsDone() throws SQLException {
    assertReadsNoRows(plan("SELECT id FROM inbox WHERE " + InboxRows.WAITS));
  }

  @Test
  void whatIsParkedIsFoundWithoutALookAtTheRest() throws SQLException {
    assertReadsNoRows(plan(InboxUpkeepService.PARKED));
  }

  @Test
  void parkedTasksAreFoundWithoutALookAtTheRest() throws SQLException {
    assertReadsNoRows(plan(InboxUpkeepService.PARKED_TASKS));
  }
}
