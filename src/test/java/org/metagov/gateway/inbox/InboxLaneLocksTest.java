package org.metagov.gateway.inbox;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.store.EmbeddedDatabase;
import org.metagov.gateway.store.OneRowLocks;
import org.metagov.gateway.store.OneRowLocks.Use;
import org.metagov.gateway.store.Statements;

/** Whoever works off one lane of the inbox waits for nobody who has another one. */
class InboxLaneLocksTest {
  private static final Map<String, Use> USES =
      Map.of(
          "hold", LaneRows::hold,
          "find", LaneRows::find,
          "read", (sql, lane) -> LaneRows.read(sql, lane, 16),
          "let wait", (sql, lane) -> LaneRows.letWait(sql, lane, Instant.EPOCH),
          "remove", LaneRows::remove);

  @TempDir private static Path folder;
  private static EmbeddedDatabase database;

  @BeforeAll
  static void open() throws SQLException {
    database = new EmbeddedDatabase(folder);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @TestFactory
  Stream<DynamicTest> oneIsUsedWhileOthersAreHeld() {
    return USES.entrySet().stream()
        .flatMap(use -> Stream.of(2, 30).map(lanes -> test(use.getKey(), lanes, use.getValue())));
  }

  private static DynamicTest test(String what, int lanes, Use use) {
    return DynamicTest.dynamicTest(
        what + ", of " + lanes,
        () ->
            OneRowLocks.requireUsableWhileOthersAreHeld(
                database, "inbox_lane", lanes, InboxLaneLocksTest::make, use));
  }

  private static long make(Statements sql, int i) {
    return LaneRows.open(sql, new LaneRows.Name(i, "", "garden", "tally"), Instant.EPOCH);
  }
}
