package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An inbox that was filled before there were lanes, brought up to date. */
class InboxLanesTest extends OlderDerby {
  InboxLanesTest() {
    super("15");
  }

  @Override
  void fill() throws SQLException {
    webhook(1, 7, "garden", "WAITING", 100L, null);
    webhook(2, 7, "garden", "WAITING", 200L, null);
    webhook(3, 8, "shed", "WAITING", 50L, null);
    webhook(4, 7, "garden", "PARKED", null, null);
    webhook(5, 7, "garden", "DONE", null, 90L);
    webhook(6, 8, "shed", "DONE", null, 80L);
    write(
        "INSERT INTO inbox_task (inbox_id, process_id, plugin, tries, version)"
            + " VALUES (6, 1, 'p', 6, 1)");
  }

  private void webhook(long id, long instance, String community, String state, Long due, Long ended)
      throws SQLException {
    write(
        ("INSERT INTO inbox (id, instance_id, community, plugin, delivery_id, work_key, request,"
                + " received_at, state, due_at, tries, ended_at, version)"
                + " VALUES (%d, %d, '%s', 'p', 'd%d', 'k', '{\"r\":%d}', 1, '%s', %d, 0, %d, 1)")
            .formatted(id, instance, community, id, id, state, due, ended));
  }

  private List<String> rows(String sql) throws SQLException {
    return rows(sql, row -> row.getString(1));
  }

  @Test
  void whatWaitsIsInTheLaneOfItsInstance() throws SQLException {
    assertThat(rows("SELECT instance_id FROM inbox_lane ORDER BY instance_id"))
        .containsExactly("7", "8");
    assertThat(
            rows(
                "SELECT e.id FROM inbox e JOIN inbox_lane l ON l.id = e.lane_id"
                    + " AND l.instance_id = e.instance_id ORDER BY e.id"))
        .containsExactly("1", "2", "3");
    // What was put off is not worked on sooner.
    assertThat(rows("SELECT due_at FROM inbox_lane ORDER BY instance_id"))
        .containsExactly("200", "50");
  }

  @Test
  void whatSomebodyMayNeedIsKeptAndCounted() throws SQLException {
    assertThat(rows("SELECT id FROM inbox WHERE content IS NOT NULL ORDER BY id"))
        .containsExactly("1", "2", "3", "4", "6");
    assertThat(rows("SELECT id FROM inbox ORDER BY id")).hasSize(6);
    assertThat(rows("SELECT held FROM community_use ORDER BY community")).containsExactly("3", "2");
    assertThat(rows("SELECT bytes FROM community_use ORDER BY community"))
        .containsExactly("21", "14");
  }
}
