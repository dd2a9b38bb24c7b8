package org.metagov.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.setup.PluginHealth;
import org.metagov.gateway.store.RowsOnDerby;

/** How the processes of many plugins go, by plain SQL. */
class ProcessHealthTest extends RowsOnDerby {
  private static final int TOWNS = 100;
  private static final int OVER = 20;

  private final List<Long> instances = new ArrayList<>();

  @BeforeEach
  void fill() {
    sql.write(
        "INSERT INTO community (name, readable_name, created_at, version)"
            + " VALUES ('garden', '', 1, 1)");
    for (int i = 0; i < TOWNS; i++) {
      instances.add(
          sql.insert(
              "INSERT INTO plugin_instance (community, plugin, called, config, state, created_at,"
                  + " version) VALUES ('garden', 'forum', ?, 'c', 's', 1, 1)",
              "T" + i));
    }
    sql.writeAll(
        "INSERT INTO governance_process (instance_id, community, plugin, name, status, start_key,"
            + " parameters, state, outcome, errors, failures, last_error, checked_at, created_at,"
            + " version) VALUES (?, 'garden', 'forum', 'poll', ?, ?, 'p', 's', '{}', '{}', ?, ?,"
            + " ?, 1, 1)",
        instances.stream()
            .flatMap(
                id ->
                    IntStream.rangeClosed(0, OVER)
                        .mapToObj(
                            i ->
                                i == 0
                                    ? new Object[] {
                                      id, "PENDING", id + "/0", 2, "it is away", 1_000_000L
                                    }
                                    : new Object[] {
                                      id, "COMPLETED", id + "/" + i, 0, "was away", 2L
                                    }))
            .toList());
  }

  @Test
  void manyAreOneStatementAndNothingThatIsOverIsLookedAt() {
    List<Long> some = instances.subList(0, 50);
    assertThat(statementsOf(() -> ProcessHealth.of(sql, some))).isEqualTo(1);
    String plan = planOf(() -> ProcessHealth.of(sql, some));
    assertThat(plan)
        .doesNotContain("Table Scan")
        .contains("Index Scan ResultSet for GOVERNANCE_PROCESS");
    // Of each range its one row, and the one behind it.
    assertThat(plan).containsPattern("Number of rows visited=(50|\\d{2}|10\\d|11\\d)\\b");
  }

  @Test
  void eachIsToldOfItsOwn() {
    sql.write(
        "UPDATE governance_process SET failures = 0, last_error = NULL WHERE instance_id = ?",
        instances.get(1));
    Map<Long, PluginHealth.Part> told = ProcessHealth.of(sql, instances.subList(0, 2));
    PluginHealth.Part failing = told.get(instances.get(0));
    assertThat(failing.troubles()).containsExactly("checks_failing");
    assertThat(failing.value().asJsonObject().getInt("pending")).isEqualTo(1);
    assertThat(failing.value().asJsonObject().getString("last_error")).isEqualTo("it is away");
    PluginHealth.Part well = told.get(instances.get(1));
    assertThat(well.troubles()).isEmpty();
    assertThat(well.value().asJsonObject().getInt("failing")).isZero();
  }
}
