package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.RowsOnDerby;

/** Communities with their plugins by plain SQL. */
class CommunityRowsTest extends RowsOnDerby {
  private static final JsonObject CONFIG = JsonText.object().add("channel", "orchard").build();
  private static final int MANY = 120;

  @BeforeEach
  void fill() {
    List<Object[]> rows = IntStream.range(0, MANY).mapToObj(i -> new Object[] {name(i)}).toList();
    sql.writeAll(
        "INSERT INTO community (name, readable_name, created_at, version)"
            + " VALUES (?, 'The Garden', 1, 1)",
        rows);
    sql.writeAll(
        "INSERT INTO plugin_instance (community, plugin, called, row_key, config, state,"
            + " created_at, version) VALUES (?, ?, ?, ?, ?, 'sealed', 1, 1)",
        IntStream.range(0, MANY)
            .boxed()
            .flatMap(i -> Stream.of(plugin(name(i), "forum", ""), plugin(name(i), "chat", "T1")))
            .toList());
  }

  private static String name(int i) {
    return "town-%04d".formatted(i);
  }

  private static Object[] plugin(String community, String plugin, String called) {
    String key = community + plugin;
    String config = Vault.get().seal(EnabledPlugin.cell(key, "config"), JsonText.write(CONFIG));
    return new Object[] {community, plugin, called, key, config};
  }

  private List<CommunitySnapshot> page(String after, String search, int limit) {
    return CommunityRows.page(sql, after, search, limit, Optional.empty());
  }

  @Test
  void aPageIsTwoStatementsHoweverLongItIs() {
    assertThat(statementsOf(() -> page("", "", 51))).isEqualTo(2);
    assertThat(statementsOf(() -> page("", "", 1))).isEqualTo(2);
    assertThat(statementsOf(() -> CommunityRows.find(sql, name(7)))).isEqualTo(2);
  }

  @Test
  void whatOthersHaveEnabledIsNotLookedAt() {
    assertThat(planOf(() -> page("", "", 10)))
        .doesNotContain("Table Scan")
        .contains("Index Scan ResultSet for PLUGIN_INSTANCE");
  }

  @Test
  void communitiesComeInOrderWithTheirPlugins() {
    List<CommunitySnapshot> page = page(name(2), "", 3);
    assertThat(page).extracting(CommunitySnapshot::name).containsExactly(name(3), name(4), name(5));
    assertThat(page.get(0).plugins())
        .extracting(PluginSnapshot::plugin)
        .containsExactly("chat", "forum");
    PluginSnapshot chat = page.get(0).plugins().get(0);
    assertThat(chat.community()).isEqualTo(name(3));
    assertThat(chat.platformId()).contains("T1");
    assertThat(chat.config()).isEqualTo(CONFIG);
    assertThat(page(name(MANY), "", 3)).isEmpty();
  }

  @Test
  void whatCannotBeOpenedTakesNothingElseAway() {
    sql.write(
        "UPDATE plugin_instance SET config = 'of elsewhere' WHERE community = ? AND plugin = ?",
        name(3),
        "chat");
    CommunitySnapshot found = CommunityRows.find(sql, name(3)).orElseThrow();
    assertThat(found.plugins()).extracting(PluginSnapshot::plugin).containsExactly("forum");
    assertThat(found.unreadable())
        .extracting(CommunitySnapshot.Unreadable::plugin)
        .containsExactly("chat");
  }

  @Test
  void aKeyFindsWhatItSees() {
    sql.write(
        "INSERT INTO driver_key (id, name, hash, scope, reach, created_by, created_at, version)"
            + " VALUES ('k', 'A driver', 'h', 'READ', 'LISTED', 'key', 1, 1)");
    sql.write(
        "INSERT INTO driver_key_community (key_id, community, born_at) VALUES ('k', ?, 1)",
        name(9));
    sql.write(
        "INSERT INTO driver_key_community (key_id, community, born_at, gone_at)"
            + " VALUES ('k', ?, 1, 2)",
        name(8));
    assertThat(CommunityRows.page(sql, "", "", 10, Optional.of("k")))
        .extracting(CommunitySnapshot::name)
        .containsExactly(name(9));
    assertThat(CommunityRows.page(sql, "", "0008", 10, Optional.of("k"))).isEmpty();
  }
}
