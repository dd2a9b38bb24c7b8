package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.catalog.PluginDescriptor;
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
   * @param config valid, with defaults filled in
   * @param kept the config that secrets in it were taken from; absent: all were given
   * @param credentials those it begins with, by name, where it is new
   */
  public record DesiredPlugin(
      PluginDescriptor plugin,
      JsonObject config,
      Optional<JsonObject> kept,
      Map<String, Credential> credentials) {
    /** Keeps a copy. */
    public DesiredPlugin {
      credentials = Map.copyOf(credentials);
    }

    /** As above, without credentials. */
    public DesiredPlugin(PluginDescriptor plugin, JsonObject config, Optional<JsonObject> kept) {
      this(plugin, config, kept, Map.of());
    }

    /**
     * Refuses to go on where what was kept has changed since, or gone.
     *
     * @throws ProblemException 409: whoever asked has to look, and ask again
     */
    void requireKept(CommunitySnapshot now) {
      kept.ifPresent(
          config -> {
            if (now.plugin(plugin.name()).filter(p -> p.config().equals(config)).isEmpty()) {
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
