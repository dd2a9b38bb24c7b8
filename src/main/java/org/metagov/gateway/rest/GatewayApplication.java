package org.metagov.gateway.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.metagov.gateway.action.ActionsResource;
import org.metagov.gateway.action.PublicActionsResource;
import org.metagov.gateway.audit.AuditResource;
import org.metagov.gateway.auth.AuthorizationsResource;
import org.metagov.gateway.auth.InvitationsResource;
import org.metagov.gateway.delivery.CallbacksResource;
import org.metagov.gateway.delivery.EventsResource;
import org.metagov.gateway.delivery.ReceiversResource;
import org.metagov.gateway.identity.IdentityResource;
import org.metagov.gateway.key.DriverKeysResource;
import org.metagov.gateway.lifecycle.ProcessesResource;
import org.metagov.gateway.overview.OverviewResource;
import org.metagov.gateway.rotation.SecretsResource;
import org.metagov.gateway.routing.InboxResource;
import org.metagov.gateway.session.SessionResource;
import org.metagov.gateway.setup.CommunitiesResource;
import org.metagov.gateway.setup.PluginsResource;
import org.metagov.gateway.setup.StatusesResource;
import org.metagov.gateway.webhook.HooksResource;

/**
 * All routes. It serves the whole context, so that an unknown path gets the same error shape as any
 * other; and it names its classes, so that no jar in the WAR can add a route.
 */
@ApplicationPath("/")
public class GatewayApplication extends Application {
  /** The resources, which a test compares with the table of endpoints in the documentation. */
  public static final Set<Class<?>> RESOURCES =
      Set.of(
          ActionsResource.class,
          AuditResource.class,
          AuthorizationsResource.class,
          InvitationsResource.class,
          CallbacksResource.class,
          CommunitiesResource.class,
          DriverKeysResource.class,
          EventsResource.class,
          HooksResource.class,
          IdentityResource.class,
          InboxResource.class,
          OverviewResource.class,
          PluginsResource.class,
          ProcessesResource.class,
          PublicActionsResource.class,
          ReceiversResource.class,
          SecretsResource.class,
          SessionResource.class,
          StatusesResource.class);

  private static final Set<Class<?>> PROVIDERS =
      Set.of(
          AccessFilter.class,
          AuditFilter.class,
          BodyFilter.class,
          IdempotencyFilter.class,
          JsonBodyWriter.class,
          ProblemMapper.class,
          ProblemsAccepted.class,
          RateFilter.class,
          WebhookMethods.class);

  @Override
  public Set<Class<?>> getClasses() {
    return java.util.stream.Stream.of(RESOURCES, PROVIDERS)
        .flatMap(Set::stream)
        .collect(java.util.stream.Collectors.toSet());
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        // An OPTIONS request is answered by Allow, not by a description of the server's insides.
        "jersey.config.server.wadl.disableWadl", true,
        // Old drivers join the Location to a base of their own.
        "jersey.config.server.headers.location.relative.resolution.disabled", true,
        // The container would replace an error by its own page.
        "jersey.config.server.response.setStatusOverSendError", true);
  }
}
