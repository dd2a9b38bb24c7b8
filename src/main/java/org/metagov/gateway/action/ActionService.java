package org.metagov.gateway.action;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.access.RequestSource;
import org.metagov.gateway.catalog.ActionDescriptor;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.instance.PlatformShares;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.RateLimits;
import org.metagov.gateway.work.CallLimits;

/**
 * Performs actions. No transaction is open while a plugin talks to its platform: nobody begins one
 * before, and a bean that is none of EJB's costs nothing at each call.
 */
@ApplicationScoped
public class ActionService {
  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @Inject private Instances instances;
  @Inject private PlatformShares shares;
  @Inject private CallLimits limits;
  @Inject private RateLimits rates;
  @Inject private RequestSource source;
  @Inject private ActionMeter meter;

  /** Who asks for an action. */
  public enum Caller {
    DRIVER,
    ANYBODY
  }

  /**
   * Performs the action {@code id} ({@code <plugin>.<action>}) for {@code community}.
   *
   * @param community the value of the community header; may be null
   * @param platformId which of several instances, as the query names it; may be null
   * @param body {@code {"parameters": {...}}}, or empty; it may name the instance, too
   * @throws ProblemException 404 for an unknown action or instance, 400 for bad input, 502 and 504
   *     for a platform that fails, 503 where too many actions of the plugin are running
   */
  public JsonObject perform(
      String id, String community, String platformId, JsonObject body, Caller caller) {
    int dot = id.indexOf('.');
    PluginDescriptor plugin =
        catalog.find(dot < 0 ? id : id.substring(0, dot)).orElseThrow(() -> unknown(id));
    ActionDescriptor action = plugin.actions().get(id.substring(dot + 1));
    if (action == null || (caller == Caller.ANYBODY && !action.isPublic())) {
      throw unknown(id);
    }
    PluginSnapshot enabled =
        enabled(
            CommunityHeader.required(community),
            plugin,
            PlatformIdParameter.of(platformId, body),
            caller);
    JsonObject given = parameters(body);
    JsonObject parameters = action.parameters().map(schema -> schema.complete(given)).orElse(given);
    if (caller == Caller.ANYBODY) {
      rates.publicActionOf(enabled.community(), source.get());
    }
    return meter.of(plugin.name(), () -> perform(plugin, action, enabled, parameters, caller));
  }

  private PluginSnapshot enabled(
      String community, PluginDescriptor plugin, Optional<String> platformId, Caller caller) {
    return caller == Caller.DRIVER
        ? plugins.require(community, plugin.name(), platformId)
        : plugins.requireForAnybody(community, plugin.name(), platformId);
  }

  private JsonObject perform(
      PluginDescriptor plugin,
      ActionDescriptor action,
      PluginSnapshot enabled,
      JsonObject parameters,
      Caller caller) {
    Secrets secrets = Secrets.of(plugin, enabled.config());
    return caller == Caller.DRIVER
        ? limits.within(
            plugin.name(),
            shares.platform(plugin, enabled),
            () ->
                Invocation.action(
                    plugin, action, instances.live(plugin, enabled), secrets, parameters))
        : PublicFailure.untold(
            plugin.name(),
            () ->
                limits.forAnybody(
                    plugin.name(),
                    shares.platform(plugin, enabled),
                    () ->
                        Invocation.action(
                            plugin,
                            action,
                            instances.forAnybody(plugin, enabled),
                            secrets,
                            parameters)));
  }

  private static JsonObject parameters(JsonObject body) {
    JsonValue parameters = body.getOrDefault("parameters", JsonValue.EMPTY_JSON_OBJECT);
    if (parameters == JsonValue.NULL) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    if (parameters instanceof JsonObject object) {
      return object;
    }
    throw new ProblemException(ProblemType.INVALID, "'parameters' must be a JSON object");
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(ProblemType.NOT_FOUND, "No such action: " + id);
  }
}
