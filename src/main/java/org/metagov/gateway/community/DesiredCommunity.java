package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Credential;

/**
 * What a driver wants a community to be.
 *
 * @param name the community's name
 * @param readableName its name for people; absent: as it is
 * @param plugins the complete set of its plugins; absent: as they are
 */
public record DesiredCommunity(
    String name, Optional<String> readableName, Optional<List<DesiredPlugin>> plugins) {
  private static final Pattern NAME = Pattern.compile("[-a-zA-Z0-9_]{1,50}");

  /**
   * A plugin that is to be enabled.
   *
   * @param plugin which
   * @param platformId what its instance is told apart by from others of the plugin; empty: it is
   *     the one without
   * @param alone whether nothing is asked for of another instance of the plugin: then it is the one
   *     that is there, whatever that was called
   * @param config valid, with defaults filled in
   * @param kept the config that secrets in it were taken from; absent: all were given
   * @param credentials those it begins with, by name, where it is new
   */
  public record DesiredPlugin(
      PluginDescriptor plugin,
      Optional<String> platformId,
      boolean alone,
      JsonObject config,
      Optional<JsonObject> kept,
      Map<String, Credential> credentials) {
    /** Keeps a copy. */
    public DesiredPlugin {
      credentials = Map.copyOf(credentials);
    }

    /** Returns whether {@code other} is to be the same instance. */
    public boolean isSame(DesiredPlugin other) {
      return plugin.name().equals(other.plugin().name())
          && platformId.map(Instance::key).equals(other.platformId().map(Instance::key));
    }

    /** Returns it with another config. */
    public DesiredPlugin with(JsonObject other) {
      return new DesiredPlugin(plugin, platformId, alone, other, kept, credentials);
    }

    /** Returns it with the credentials that it begins with. */
    public DesiredPlugin with(Map<String, Credential> other) {
      return new DesiredPlugin(plugin, platformId, alone, config, kept, other);
    }

    /** Returns the instance of {@code now} that is to become this; empty: a new one. */
    public Optional<Instance> instanceIn(CommunitySnapshot now) {
      return Instance.toChange(now.instances(plugin.name()), platformId, alone);
    }

    /** Returns the same, where it can be read. */
    public Optional<PluginSnapshot> in(CommunitySnapshot now) {
      return instanceIn(now).flatMap(Instance::readable);
    }

    /**
     * Refuses what would be one more beside several, of which nobody says which is meant.
     *
     * @throws ProblemException 400
     */
    public void requireClear(CommunitySnapshot now) {
      List<Instance> there = now.instances(plugin.name());
      if (there.size() > 1 && alone && instanceIn(now).isEmpty()) {
        throw KnownPlugins.unclear(now.name(), plugin.name(), there);
      }
    }

    /**
     * Refuses to go on where what was kept has changed since, or gone.
     *
     * @throws ProblemException 409: whoever asked has to look, and ask again
     */
    public void requireKept(CommunitySnapshot now) {
      kept.ifPresent(
          config -> {
            if (in(now).filter(p -> p.config().equals(config)).isEmpty()) {
              throw ProblemException.passing(
                  ProblemType.CONFLICT,
                  "The config of plugin '" + plugin.name() + "' was changed meanwhile",
                  Duration.ofSeconds(1));
            }
          });
    }
  }

  /** Refuses names that cannot stand in a URL. */
  public DesiredCommunity {
    if (!NAME.matcher(name).matches()) {
      throw new ProblemException(
          ProblemType.INVALID,
          "A community's name has 1 to 50 characters out of letters, digits, '-' and '_'");
    }
  }
}
