package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A community as it was when it was read.
 *
 * @param name the slug in every URL
 * @param readableName the name for people; may be empty
 * @param plugins the enabled plugins, by name
 */
public record CommunitySnapshot(String name, String readableName, List<PluginSnapshot> plugins) {

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
    return new CommunitySnapshot(
        community.getName(),
        community.getReadableName(),
        community.getPlugins().stream()
            .map(PluginSnapshot::of)
            .sorted(Comparator.comparing(PluginSnapshot::plugin))
            .toList());
  }

  /** Returns the plugin {@code name}, if it is enabled. */
  public Optional<PluginSnapshot> plugin(String name) {
    return plugins.stream().filter(p -> p.plugin().equals(name)).findFirst();
  }
}
