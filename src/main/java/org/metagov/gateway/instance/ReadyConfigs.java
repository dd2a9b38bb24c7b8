package org.metagov.gateway.instance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.MetagovPlugin;

/** Makes of configs, once, what each call of their plugins needs. */
@ApplicationScoped
public class ReadyConfigs {
  /** The member of a config that says where its platform is. */
  static final String SERVER_URL = "server_url";

  private static final int MOST = 10_000;

  @Inject private Settings settings;

  /** What was made of the configs of instances, by their ids; those used last come last. */
  private final Map<Long, ReadyConfig> ready = new LinkedHashMap<>(16, 0.75f, true);

  /** Returns what a plugin has where no community is meant. */
  ReadyConfig ofServer(PluginDescriptor plugin) {
    JsonObject nothing = JsonValue.EMPTY_JSON_OBJECT;
    return new ReadyConfig(
        nothing, new MetagovPlugin.None(), serverUrl(plugin, nothing), Optional.empty());
  }

  /**
   * Returns what is made of the config of an instance.
   *
   * @throws ProblemException 409 where it no longer fits the plugin
   */
  ReadyConfig of(PluginDescriptor plugin, PluginSnapshot enabled) {
    synchronized (ready) {
      ReadyConfig known = ready.get(enabled.id());
      if (known != null && known.source().equals(enabled.config())) {
        return known;
      }
    }
    ReadyConfig made = of(plugin, fitting(plugin, enabled));
    synchronized (ready) {
      ready.put(
          enabled.id(),
          new ReadyConfig(enabled.config(), made.config(), made.serverUrl(), made.token()));
      if (ready.size() > MOST) {
        ready.remove(ready.keySet().iterator().next());
      }
    }
    return made;
  }

  /** Returns what is made of a config that is not kept yet. */
  ReadyConfig of(PluginDescriptor plugin, JsonObject config) {
    return new ReadyConfig(
        config,
        RecordBinder.bind(config, plugin.config()),
        serverUrl(plugin, config),
        Secrets.digest(plugin, config));
  }

  private static JsonObject fitting(PluginDescriptor plugin, PluginSnapshot enabled) {
    try {
      return plugin.configSchema().complete(enabled.config());
    } catch (ProblemException e) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The stored config of plugin '" + plugin.name() + "' no longer fits: " + e.getMessage(),
          e);
    }
  }

  private Optional<URI> serverUrl(PluginDescriptor plugin, JsonObject config) {
    // Where a plugin does not ask for it, its platform is one and the same for all: whoever may
    // write a config must not have the tokens of others sent elsewhere, nor say by an answer of
    // their own whose they are.
    if (plugin.configSchema().declares(SERVER_URL)
        && config.get(SERVER_URL) instanceof JsonString own) {
      return Optional.of(address(own.getString()));
    }
    return settings.pluginServerUrl(plugin.name()).map(url -> address(url.toString()));
  }

  /** Returns {@code url} without the slashes at its end, to which paths are added. */
  private static URI address(String url) {
    try {
      HttpUrl.ofServer(url);
      return URI.create(url.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(
          "The server_url of the config " + e.getMessage(),
          List.of(new FieldError("/server_url", e.getMessage())));
    }
  }
}
