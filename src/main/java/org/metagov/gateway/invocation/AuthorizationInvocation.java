package org.metagov.gateway.invocation;

import jakarta.json.JsonObject;
import java.util.Map;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.SignIn;

/**
 * Asks a plugin about authorizations, telling what it throws as {@link Invocation#action} does; an
 * {@link org.metagov.gateway.spi.AuthorizationException} is the cause of what is thrown for it.
 */
public final class AuthorizationInvocation {
  private AuthorizationInvocation() {}

  /**
   * What somebody has let the gateway in to.
   *
   * @param config as JSON
   * @param credentials by name
   * @param parameters what the driver is told
   */
  public record Installed(
      JsonObject config, Map<String, Credential> credentials, Map<String, String> parameters) {}

  /** Returns the page where the platform asks. */
  public static ConsentPage consent(
      PluginDescriptor plugin, PluginServer server, ConsentRequest request) {
    return Invocation.guarded(
        plugin, Secrets.none().and(server), () -> oauth(plugin).consent(server, request));
  }

  /**
   * Returns what a code is worth for an installation.
   *
   * @throws ProblemException as the class says
   */
  public static Installed install(
      PluginDescriptor plugin, PluginServer server, AuthorizationGrant grant) {
    return Invocation.guarded(
        plugin,
        Secrets.none().and(server).and(grant.code()).and(grant.codeVerifier()),
        () -> {
          Installation<?> made = oauth(plugin).install(server, grant);
          return new Installed(
              RecordBinder.toJson(made.config()).asJsonObject(),
              made.credentials(),
              made.parameters());
        });
  }

  /**
   * Returns whether the platform has shut an instance out.
   *
   * @throws ProblemException as the class says
   */
  // Safe: the instance was made for the plugin that is called.
  @SuppressWarnings("unchecked")
  public static boolean isShutOut(
      PluginDescriptor plugin, PluginInstance<?> holder, JsonObject config) {
    return Invocation.guarded(
        plugin,
        Secrets.of(plugin, config).and(holder),
        () -> ((OAuthPlugin<Record>) oauth(plugin)).isShutOut((PluginInstance<Record>) holder));
  }

  /**
   * Tells a plugin that another community has what was to be installed.
   *
   * @throws ProblemException as the class says
   */
  public static void refused(PluginDescriptor plugin, PluginServer server, String platformId) {
    Invocation.guarded(
        plugin,
        Secrets.none().and(server),
        () -> {
          oauth(plugin).refused(server, platformId);
          return platformId;
        });
  }

  /**
   * Returns who a code says that somebody is.
   *
   * @throws ProblemException as the class says
   */
  public static SignIn signIn(
      PluginDescriptor plugin, PluginServer server, AuthorizationGrant grant) {
    return Invocation.guarded(
        plugin,
        Secrets.none().and(server).and(grant.code()).and(grant.codeVerifier()),
        () -> oauth(plugin).signIn(server, grant));
  }

  private static OAuthPlugin<?> oauth(PluginDescriptor plugin) {
    return plugin
        .oauth()
        .orElseThrow(() -> new IllegalStateException(plugin.name() + " authorizes nobody"));
  }
}
