package org.metagov.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.overview.NodeRows.Seen;
import org.metagov.gateway.store.RowsOnDerby;

/** Nodes by plain SQL. */
class NodeRowsTest extends RowsOnDerby {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private static Seen seen(String id, String version, int second) {
    return new Seen(id, version, NOON, NOON.plusSeconds(second));
  }

  @Test
  void aNodeIsSeenByTheOthersUntilItLeavesOrIsLongGone() {
    NodeRows.beat(sql, seen("b", "unknown", 0));
    NodeRows.beat(sql, seen("a", "1.0.1", 5));
    NodeRows.beat(sql, seen("b", "1.0.0", 20));
    assertThat(NodeRows.others(sql, "a")).containsExactly(seen("b", "1.0.0", 20));
    assertThat(NodeRows.others(sql, "c"))
        .containsExactly(seen("a", "1.0.1", 5), seen("b", "1.0.0", 20));
    NodeRows.beat(sql, seen("c", "1.0.0", 3_606));
    assertThat(NodeRows.others(sql, "c")).containsExactly(seen("b", "1.0.0", 20));
    NodeRows.leave(sql, "b");
    assertThat(NodeRows.others(sql, "c")).isEmpty();
  }
}
