package org.metagov.gateway.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Set;

/**
 * Leads webhooks that come by another method to where they all arrive: which methods there are is
 * the plugin's to say, and no route of its own.
 */
@PreMatching
public class WebhookMethods implements ContainerRequestFilter {
  private static final Set<String> OTHERS = Set.of(HttpMethod.GET, HttpMethod.PUT);

  @Override
  public void filter(ContainerRequestContext request) {
    String method = request.getMethod();
    if (OTHERS.contains(method) && request.getUriInfo().getPath().matches("/?api/hooks/.+")) {
      request.setMethod(HttpMethod.POST);
    }
  }
}
