package org.metagov.gateway.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.RecordBinder;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.outbound.CallBudgets;
import org.metagov.gateway.outbound.OutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.store.StoreClock;

/** Makes what plugins are handed. */
@ApplicationScoped
public class Instances {
  @Inject private PluginStateService states;
  @Inject private OutboundHttp http;
  @Inject private CallBudgets budgets;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /**
   * Returns an enabled plugin, ready to be called.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public PluginInstance<?> live(PluginDescriptor plugin, PluginSnapshot enabled) {
    return handle(plugin, enabled, new LiveState(enabled.id(), states), Share.WHOLE, () -> {});
  }

  /** Returns a new draft of the state of {@code enabled}. */
  public DraftState draftState(PluginSnapshot enabled) {
    return new DraftState(() -> states.read(enabled.id()));
  }

  /**
   * Returns an enabled plugin for work that may run again, whose changes go to {@code state};
   * {@code right} runs before each call to its platform.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public PluginInstance<?> drafted(
      PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right) {
    return handle(plugin, enabled, state, Share.WHOLE, right);
  }

  /** As {@link #drafted}, for work that can wait where calls to its platform are scarce. */
  public PluginInstance<?> patient(
      PluginDescriptor plugin, PluginSnapshot enabled, DraftState state, Runnable right) {
    return handle(plugin, enabled, state, Share.BACKGROUND, right);
  }

  /**
   * Returns a plugin for a lifecycle hook, with a state that nobody else sees; {@code right} runs
   * before each call to its platform.
   */
  // Safe: the descriptor names the config type of the plugin that C stands for.
  @SuppressWarnings("unchecked")
  public <C extends Record> PluginInstance<C> draft(
      PluginDescriptor plugin,
      String community,
      JsonObject config,
      PluginState state,
      Runnable right) {
    PlatformHttp platform = platform(plugin, community, config, Share.WHOLE);
    return (PluginInstance<C>) handle(plugin, community, config, state, guarded(platform, right));
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin,
      PluginSnapshot enabled,
      PluginState state,
      Share share,
      Runnable right) {
    JsonObject config = fitting(plugin, enabled);
    String community = enabled.community();
    PlatformHttp platform = platform(plugin, community, config, share);
    return handle(plugin, community, config, state, guarded(platform, right));
  }

  private static PlatformHttp guarded(PlatformHttp platform, Runnable right) {
    return (method, url) -> {
      right.run();
      return platform.request(method, url);
    };
  }

  private PluginInstance<?> handle(
      PluginDescriptor plugin,
      String community,
      JsonObject config,
      PluginState state,
      PlatformHttp platform) {
    return new InstanceHandle<>(
        community,
        RecordBinder.bind(config, plugin.config()),
        state,
        platform,
        serverUrl(plugin, config),
        clock::now);
  }

  /** A platform counts by token: communities that share one share a budget. */
  private PlatformHttp platform(
      PluginDescriptor plugin, String community, JsonObject config, Share share) {
    String server = serverUrl(plugin, config).map(URI::toString).orElse("");
    String token = Secrets.digest(plugin, config).orElse("of " + community);
    String key = String.join(" ", plugin.name(), server.toLowerCase(Locale.ROOT), token);
    return http.within(budgets.of(key, settings.callsPerMinute(plugin.name())), share);
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
    if (config.get("server_url") instanceof JsonString own) {
      return Optional.of(address(own.getString()));
    }
    return settings.pluginServerUrl(plugin.name()).map(url -> address(url.toString()));
  }

  private static URI address(String url) {
    try {
      int end = url.length();
      while (end > 0 && url.charAt(end - 1) == '/') {
        end--;
      }
      return OutboundHttp.absolute(url.substring(0, end));
    } catch (PlatformException e) {
      throw ProblemException.invalid(
          "The server_url of the config is not an http or https URL",
          List.of(new FieldError("/server_url", "is not an http or https URL")));
    }
  }
}
