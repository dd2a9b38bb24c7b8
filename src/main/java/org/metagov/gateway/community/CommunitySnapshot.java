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
   * @param platformId what it is told apart by from others of the plugin
   */
  public record Unreadable(long id, String plugin, Optional<String> platformId) {}

  /**
   * An enabled plugin as it was when it was read.
   *
   * @param id the id of the instance
   * @param community the community's name
   * @param plugin the plugin's name
   * @param platformId what it is told apart by from others of the plugin in the community
   * @param config with defaults filled in
   */
  public record PluginSnapshot(
      long id, String community, String plugin, Optional<String> platformId, JsonObject config) {
    /** The only one of its plugin. */
    public PluginSnapshot(long id, String community, String plugin, JsonObject config) {
      this(id, community, plugin, Optional.empty(), config);
    }

    static PluginSnapshot of(EnabledPlugin enabled) {
      return new PluginSnapshot(
          enabled.getId(),
          enabled.getCommunity().getName(),
          enabled.getPlugin(),
          enabled.platformId(),
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
        unreadable.add(new Unreadable(enabled.getId(), enabled.getPlugin(), enabled.platformId()));
      }
    }
    return of(community.getName(), community.getReadableName(), readable, unreadable);
  }

  /** Returns a community with its plugins, which may be in any order. */
  static CommunitySnapshot of(
      String name,
      String readableName,
      List<PluginSnapshot> readable,
      List<Unreadable> unreadable) {
    return new CommunitySnapshot(
        name,
        readableName,
        readable.stream()
            .sorted(Comparator.comparing(PluginSnapshot::plugin).thenComparing(PluginSnapshot::id))
            .toList(),
        unreadable.stream()
            .sorted(Comparator.comparing(Unreadable::plugin).thenComparing(Unreadable::id))
            .toList());
  }

  /** Returns the ids of all instances. */
  public Stream<Long> ids() {
    return Stream.concat(
        plugins.stream().map(PluginSnapshot::id), unreadable.stream().map(Unreadable::id));
  }

  /** Returns whether the instance {@code id} is one of {@code plugin} here. */
  public boolean has(long id, String plugin) {
    return instances(plugin).stream().anyMatch(instance -> instance.id() == id);
  }

  /** Returns the instance {@code id}, if it is there and can be read. */
  public Optional<PluginSnapshot> instance(long id) {
    return plugins.stream().filter(p -> p.id() == id).findFirst();
  }

  /** Returns the instances of the plugin {@code name}, by age. */
  public List<Instance> instances(String name) {
    return Stream.concat(
            plugins.stream().filter(p -> p.plugin().equals(name)).map(Instance::new),
            unreadable.stream()
                .filter(p -> p.plugin().equals(name))
                .map(p -> new Instance(p.id(), p.platformId(), Optional.empty())))
        .sorted(Comparator.comparing(Instance::id))
        .toList();
  }
}
