package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.CommunitySnapshot.Unreadable;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.ByIndex;
import org.metagov.gateway.store.Statements;

/**
 * Communities with their plugins by plain SQL: two statements, however many there are, and what
 * plugins remember, which may be much, is not read.
 */
final class CommunityRows {
  private static final int LONGEST_SEARCH = 100;

  private static final String READ = "SELECT c.name, c.readable_name FROM community c WHERE ";

  private static final String HOLDS =
      " AND (LOWER(c.name) LIKE ? ESCAPE '!' OR LOWER(c.readable_name) LIKE ? ESCAPE '!')";

  private static final String SEEN =
      " AND c.name IN (SELECT k.community FROM driver_key_community k"
          + " WHERE k.key_id = ? AND k.gone_at IS NULL)";

  private static final String PLUGINS =
      "SELECT p.id, p.community, p.plugin, p.called, p.row_key, p.config FROM plugin_instance p"
          + ByIndex.ofConstraint("PLUGIN_INSTANCE_ONCE")
          + " WHERE p.community IN ";

  private CommunityRows() {}

  /** What a community has enabled. */
  private record Enabled(
      String community, Optional<PluginSnapshot> readable, Optional<Unreadable> unreadable) {}

  /** Returns the community {@code name}, if there is one. */
  static Optional<CommunitySnapshot> find(Statements sql, String name) {
    return withPlugins(sql, "c.name = ?", List.of(Texts.key(name))).stream().findFirst();
  }

  /**
   * Returns at most {@code limit} communities whose names come after {@code after}, in order.
   *
   * @param search what stands in the name, or in that for people; empty: whatever
   * @param key the key that has to see them; empty: all
   */
  static List<CommunitySnapshot> page(
      Statements sql, String after, String search, int limit, Optional<String> key) {
    List<Object> parameters = new ArrayList<>(List.of(Texts.fitting(after)));
    if (!search.isEmpty()) {
      parameters.add(holding(search));
      parameters.add(holding(search));
    }
    key.ifPresent(parameters::add);
    parameters.add(limit);
    return withPlugins(
        sql,
        "c.name > ?"
            + (search.isEmpty() ? "" : HOLDS)
            + key.map(k -> SEEN).orElse("")
            + " ORDER BY c.name FETCH FIRST ? ROWS ONLY",
        parameters);
  }

  private static String holding(String text) {
    return "%"
        + Texts.fitting(text, LONGEST_SEARCH).toLowerCase(Locale.ROOT).replaceAll("[%_!]", "!$0")
        + "%";
  }

  private static List<CommunitySnapshot> withPlugins(
      Statements sql, String where, List<Object> parameters) {
    record Named(String name, String readableName) {}
    List<Named> found =
        sql.list(
            READ + where,
            row -> new Named(row.getString(1), row.getString(2)),
            parameters.toArray());
    Map<String, List<Enabled>> plugins =
        found.isEmpty() ? Map.of() : plugins(sql, found.stream().map(Named::name).toList());
    return found.stream()
        .map(
            community ->
                snapshot(
                    community.name(),
                    community.readableName(),
                    plugins.getOrDefault(community.name(), List.of())))
        .toList();
  }

  private static Map<String, List<Enabled>> plugins(Statements sql, List<String> communities) {
    Among among = Among.of(communities);
    return sql
        .list(PLUGINS + among.list(), CommunityRows::enabled, among.values().toArray())
        .stream()
        .collect(Collectors.groupingBy(Enabled::community));
  }

  private static CommunitySnapshot snapshot(
      String name, String readableName, List<Enabled> plugins) {
    return CommunitySnapshot.of(
        name,
        readableName,
        plugins.stream().flatMap(plugin -> plugin.readable().stream()).toList(),
        plugins.stream().flatMap(plugin -> plugin.unreadable().stream()).toList());
  }

  /** One that cannot be opened takes nothing else away, and can be disabled. */
  private static Enabled enabled(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    String community = row.getString("community");
    String plugin = row.getString("plugin");
    Optional<String> called = EnabledPlugin.named(row.getString("called"));
    String key = row.getString("row_key");
    String config = row.getString("config");
    Optional<PluginSnapshot> readable =
        UnreadableException.orNothing(
            () ->
                Optional.of(new PluginSnapshot(id, community, plugin, called, open(key, config))));
    return new Enabled(
        community,
        readable,
        readable.isPresent() ? Optional.empty() : Optional.of(new Unreadable(id, plugin, called)));
  }

  private static JsonObject open(String row, String config) {
    return JsonText.parse(Vault.get().open(EnabledPlugin.cell(row, "config"), config))
        .asJsonObject();
  }
}
