package org.metagov.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.lane.LaneChangeRows.Change;
import org.metagov.gateway.store.RowsOnDerby;

class LaneChangeRowsTest extends RowsOnDerby {
  private static final String LOG = "receiver/log";
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private void note(Optional<String> community, Instant since) {
    LaneChangeRows.note(sql, LOG, community, since);
  }

  @Test
  void aChangeStaysWrittenUntilItIsDone() {
    note(Optional.empty(), NOON);
    note(Optional.of("garden"), NOON.plusSeconds(1));
    LaneChangeRows.note(sql, "receiver/other", Optional.empty(), NOON);
    List<Change> changes = LaneChangeRows.of(sql, LOG);
    assertThat(changes)
        .extracting(Change::community)
        .containsExactly(Optional.empty(), Optional.of("garden"));
    assertThat(changes).extracting(Change::since).containsExactly(NOON, NOON.plusSeconds(1));
    LaneChangeRows.forget(sql, changes);
    assertThat(LaneChangeRows.of(sql, LOG)).isEmpty();
    assertThat(LaneChangeRows.of(sql, "receiver/other")).hasSize(1);
  }

  @Test
  void whatIsWrittenWhileOthersAreSeenToIsNotForgottenWithThem() {
    note(Optional.empty(), NOON);
    note(Optional.empty(), NOON.plusSeconds(1));
    List<Change> changes = LaneChangeRows.of(sql, LOG);
    // Of two transactions at once, the one that ends last may have the lower id.
    sql.write("UPDATE lane_change SET id = -1 WHERE id = ?", changes.get(1).id());
    LaneChangeRows.forget(sql, changes);
    assertThat(LaneChangeRows.of(sql, LOG)).extracting(Change::id).containsExactly(-1L);
  }
}
