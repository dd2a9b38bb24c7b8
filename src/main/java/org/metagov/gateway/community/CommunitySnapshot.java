package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.problem.UnreadableException;

/**
 * A community as it was when it was read.
 *
 * @param name the slug in every URL
 * @param readableName the name for people; may be empty
 * @param plugins the enabled plugins, by name
 * @param unreadable those whose config cannot be opened in the database, by name
 */
public record CommunitySnapshot(
    String name, String readableName, List<PluginSnapshot> plugins, List<Unreadable> unreadable) {

  /** A community all of which can be read. */
  public CommunitySnapshot(String name, String readableName, List<PluginSnapshot> plugins) {
    this(name, readableName, plugins, List.of());
  }

  /**
   * An enabled plugin whose config cannot be opened.
   *
   * @param id the id of the instance
   * @param plugin the plugin's name
   */
  public record Unreadable(long id, String plugin) {}

  /**
   * An enabled plugin as it was when it was read.
   *
   * @param id the id of the instance
   * @param community the community's name
   * @param plugin the plugin's name
   * @param config with defaults filled in
   */
  public record PluginSnapshot(long id, String community, String plugin, JsonObject config) {
    static PluginSnapshot of(EnabledPlugin enabled) {
      return new PluginSnapshot(
          enabled.getId(),
          enabled.getCommunity().getName(),
          enabled.getPlugin(),
          enabled.getConfig());
    }
  }

  static CommunitySnapshot of(Community community) {
    List<PluginSnapshot> readable = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (EnabledPlugin enabled : community.getPlugins()) {
      try {
        readable.add(PluginSnapshot.of(enabled));
      } catch (UnreadableException e) {
        // It takes nothing else away, and can be disabled.
        unreadable.add(new Unreadable(enabled.getId(), enabled.getPlugin()));
      }
    }
    readable.sort(Comparator.comparing(PluginSnapshot::plugin));
    unreadable.sort(Comparator.comparing(Unreadable::plugin));
    return new CommunitySnapshot(
        community.getName(),
        community.getReadableName(),
        List.copyOf(readable),
        List.copyOf(unreadable));
  }

  /** Returns the names of all plugins that are enabled. */
  Stream<String> names() {
    return Stream.concat(
        plugins.stream().map(PluginSnapshot::plugin), unreadable.stream().map(Unreadable::plugin));
  }

  /** Returns whether the instance {@code id} is that of {@code plugin} here. */
  boolean has(long id, String plugin) {
    return plugins.stream().anyMatch(p -> p.id() == id && p.plugin().equals(plugin))
        || unreadable.contains(new Unreadable(id, plugin));
  }

  /** Returns the plugin {@code name}, if it is enabled. */
  public Optional<PluginSnapshot> plugin(String name) {
    return plugins.stream().filter(p -> p.plugin().equals(name)).findFirst();
  }
}
