package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What was there when a community had one instance of a plugin, brought up to date. */
class OneInstanceEachTest extends OlderDerby {
  OneInstanceEachTest() {
    super("38");
  }

  @Override
  void fill() throws SQLException {
    write(
        "INSERT INTO community (name, readable_name, created_at, version) VALUES ('garden', '', 1, 1)");
    plugin("slack", "'T1'");
    plugin("loomio", "NULL");
    count("garden", "slack", 5);
    count("", "slack", 7);
    count("garden", "gone", 9);
  }

  private void plugin(String name, String platformId) throws SQLException {
    write(
        ("INSERT INTO plugin_instance (community, plugin, platform_id, config, state, row_key,"
                + " created_at, version) VALUES ('garden', '%s', %s, '{}', '{}', '%s', 1, 1)")
            .formatted(name, platformId, name));
  }

  private void count(String community, String plugin, int accepted) throws SQLException {
    write(
        ("INSERT INTO webhook_count (community, plugin, accepted, repeated, refused, unmatched,"
                + " last_seen_at) VALUES ('%s', '%s', %d, 0, 0, 0, 3)")
            .formatted(community, plugin, accepted));
  }

  @Test
  void eachIsCalledAsItsPlatformCallsItAndKeepsItsCounts() throws SQLException {
    assertThat(
            rows(
                "SELECT plugin, called FROM plugin_instance ORDER BY plugin",
                row -> row.getString(1) + " " + row.getString(2)))
        .containsExactly("loomio ", "slack T1");
    assertThat(
            rows(
                "SELECT w.community, w.plugin, i.called, w.accepted, w.last_seen_at FROM"
                    + " instance_webhooks w LEFT JOIN plugin_instance i ON i.id = w.instance_id"
                    + " ORDER BY w.accepted",
                row ->
                    "%s %s of %s: %d at %d"
                        .formatted(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5))))
        .containsExactly("garden slack of T1: 5 at 3", " slack of null: 7 at 3");
  }

  @Test
  void noTwoAreCalledTheSame() throws SQLException {
    String another =
        "INSERT INTO plugin_instance (community, plugin, called, config, state, row_key, created_at,"
            + " version) VALUES ('garden', 'slack', '%s', '{}', '{}', 'x', 1, 1)";
    write(another.formatted("T2"));
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> write(another.formatted("T1")))
        .matches(e -> e.getSQLState().equals("23505"));
  }
}
