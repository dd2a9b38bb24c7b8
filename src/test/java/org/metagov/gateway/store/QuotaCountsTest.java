package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was there before there were quotas, counted when it is brought up to date. */
class QuotaCountsTest extends OlderDerby {
  QuotaCountsTest() {
    super("23");
  }

  @Override
  void fill() throws SQLException {
    for (String name : List.of("garden", "shed")) {
      write(
          "INSERT INTO community (name, readable_name, created_at, version) VALUES ('%s', '', 1, 1)"
              .formatted(name));
      write(
          ("INSERT INTO plugin_instance (community, plugin, config, state, created_at, version)"
                  + " VALUES ('%s', 'p', '{}', '{}', 1, 1)")
              .formatted(name));
    }
    process(1, "garden", "CREATED");
    process(2, "garden", "PENDING");
    process(3, "garden", "COMPLETED");
    process(4, "shed", "COMPLETED");
    receiver("one", "NULL", "ACTIVE");
    receiver("two", "'k1'", "PAUSED");
    receiver("three", "'k1'", "REMOVED");
    key("k1", "NULL");
    key("k2", "7");
    grant("k1", "garden", "NULL");
    grant("k1", "shed", "5");
    grant("k2", "garden", "NULL");
  }

  private void process(long id, String community, String status) throws SQLException {
    write(
        ("INSERT INTO governance_process (id, instance_id, community, plugin, name, status,"
                + " start_key, parameters, state, outcome, errors, failures, created_at, version)"
                + " SELECT %d, id, community, 'p', 'p', '%s', 's%d', '{\"a\":1}', '{}', '{}', '{}', 0, 1,"
                + " 1 FROM plugin_instance WHERE community = '%s'")
            .formatted(id, status, id, community));
  }

  private void receiver(String name, String key, String state) throws SQLException {
    write(
        ("INSERT INTO receiver (name, url, filter, state, origin, created_at, driver_key, version)"
                + " VALUES ('%s', 'http://a/', '{}', '%s', 'API', 1, %s, 1)")
            .formatted(name, state, key));
  }

  private void key(String id, String revokedAt) throws SQLException {
    write(
        ("INSERT INTO driver_key (id, name, hash, scope, reach, created_by, created_at, revoked_at,"
                + " version) VALUES ('%s', 'x', 'h', 'READ', 'LISTED', 'KEY', 1, %s, 1)")
            .formatted(id, revokedAt));
  }

  private void grant(String key, String community, String goneAt) throws SQLException {
    write(
        ("INSERT INTO driver_key_community (key_id, community, born_at, gone_at)"
                + " VALUES ('%s', '%s', 1, %s)")
            .formatted(key, community, goneAt));
  }

  private List<String> used(String quota) throws SQLException {
    return rows(
        "SELECT community, held, bytes FROM community_use WHERE quota = '%s'".formatted(quota)
            + " ORDER BY community",
        row -> row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3));
  }

  @Test
  void onlyWhatIsThereAndNotOverCounts() throws SQLException {
    assertThat(used("PROCESSES")).containsExactly("garden 2 26");
    assertThat(used("RECEIVERS")).containsExactly("key/ 1 11", "key/k1 1 11");
    assertThat(used("KEYS")).containsExactly("garden 1 0");
  }
}
