package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.RecordBinder;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.outbound.OutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/** Makes what plugins are handed. */
@ApplicationScoped
public class Instances {
  @Inject private PluginStateService states;
  @Inject private OutboundHttp http;
  @Inject private Settings settings;

  /**
   * Returns an enabled plugin, ready to be called.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public PluginInstance<?> live(PluginDescriptor plugin, PluginSnapshot enabled) {
    JsonObject config;
    try {
      config = plugin.configSchema().complete(enabled.config());
    } catch (ProblemException e) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The stored config of plugin '" + plugin.name() + "' no longer fits: " + e.getMessage(),
          e);
    }
    return handle(plugin, enabled.community(), config, new LiveState(enabled.id(), states));
  }

  /** Returns a plugin for a lifecycle hook, with a state that nobody else sees. */
  // Safe: the descriptor names the config type of the plugin that C stands for.
  @SuppressWarnings("unchecked")
  public <C extends Record> PluginInstance<C> draft(
      PluginDescriptor plugin, String community, JsonObject config, PluginState state) {
    return (PluginInstance<C>) handle(plugin, community, config, state);
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin, String community, JsonObject config, PluginState state) {
    return new InstanceHandle<>(
        community,
        RecordBinder.bind(config, plugin.config()),
        state,
        http,
        serverUrl(plugin, config));
  }

  private Optional<URI> serverUrl(PluginDescriptor plugin, JsonObject config) {
    if (config.get("server_url") instanceof JsonString own) {
      return Optional.of(address(own.getString()));
    }
    return settings.pluginServerUrl(plugin.name()).map(url -> address(url.toString()));
  }

  private static URI address(String url) {
    try {
      return OutboundHttp.absolute(url.replaceAll("/+$", ""));
    } catch (PlatformException e) {
      throw ProblemException.invalid(
          "The server_url of the config is not an http or https URL",
          List.of(new FieldError("/server_url", "is not an http or https URL")));
    }
  }
}
