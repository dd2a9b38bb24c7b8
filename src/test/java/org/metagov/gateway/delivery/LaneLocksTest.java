package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.lane.LaneRows;
import org.metagov.gateway.store.EmbeddedDatabase;
import org.metagov.gateway.store.OneRowLocks;
import org.metagov.gateway.store.Statements;

/** Who waits for whom on the embedded database, which finds a deadlock only after two seconds. */
class LaneLocksTest {
  private static final String LOG = "community/garden";

  @TempDir private static Path folder;

  @Test
  void whoReadsALaneWhileItsStreamIsWrittenToHoldsUpNobodyWhoTellsIt() throws Exception {
    try (EmbeddedDatabase database = new EmbeddedDatabase(folder);
        Connection reader = database.connect();
        Connection writer = database.connect();
        Connection onlooker = database.connect()) {
      Statements write = Statements.on(writer);
      write.write(
          "INSERT INTO message_stream (name, community, newest, purged) VALUES (?, 'garden', 5, 0)",
          LOG);
      long lane =
          write.insert(
              "INSERT INTO lane (stream, destination, replay, newest, reached, sent, version)"
                  + " VALUES (?, 'receiver/log', '', 5, 5, 5, 1)",
              LOG);

      writer.setAutoCommit(false);
      write.write("UPDATE message_stream SET newest = 6 WHERE name = ?", LOG);
      CompletableFuture<Boolean> found =
          CompletableFuture.supplyAsync(
              () -> LaneRows.find(Statements.on(reader), lane).isPresent());
      await().until(() -> isSomebodyWaiting(onlooker));
      LaneRows.tell(
          write,
          new MessagesWritten(LOG, "garden", 6, 1, Set.of(), Duration.ZERO, false),
          List.of(),
          Instant.EPOCH);
      writer.commit();

      assertThat(found).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }
  }

  @Test
  void whoReadsOrPassesOneLaneWaitsForNobodyWhoHasAnother() throws Exception {
    Map<String, OneRowLocks.Use> uses =
        Map.of(
            "find", LaneRows::find,
            "pass", (sql, lane) -> LaneRows.pass(sql, lane, 5, 5, Instant.EPOCH),
            "has", (sql, lane) -> sql.first("SELECT 1 FROM lane WHERE id = ?", row -> 1, lane));
    try (EmbeddedDatabase database = new EmbeddedDatabase(folder)) {
      for (OneRowLocks.Use use : uses.values()) {
        for (int lanes : new int[] {2, 30}) {
          OneRowLocks.requireUsableWhileOthersAreHeld(
              database, "lane", lanes, LaneLocksTest::make, use);
        }
      }
    }
  }

  private static long make(Statements sql, int i) {
    return sql.insert(
        "INSERT INTO lane (stream, destination, replay, newest, reached, sent, version, due_at)"
            + " VALUES (?, 'receiver/log', '', 5, 5, 5, 1, 1)",
        LOG + i);
  }

  private static boolean isSomebodyWaiting(Connection connection) {
    return Statements.on(connection)
        .first("SELECT 1 FROM SYSCS_DIAG.LOCK_TABLE WHERE state = 'WAIT'", row -> 1)
        .isPresent();
  }
}
