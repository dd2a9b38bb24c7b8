package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.audit.Deed;
import org.metagov.gateway.community.CommunityHeader;

/**
 * Tells the audit log of each request of a driver that may change something: before it does, so
 * that whoever writes the change can note it there, and when it is answered.
 */
@Priority(Priorities.AUTHORIZATION)
public class AuditFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final Set<String> LOOKS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final String BEGUN = "org.metagov.gateway.deed";

  @Inject private Audit audit;
  @Inject private RouteReader routes;
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    if (LOOKS.contains(request.getMethod()) || AccessFilter.isAnybody(request)) {
      return;
    }
    Map<String, String> names = new LinkedHashMap<>();
    request
        .getUriInfo()
        .getPathParameters()
        .forEach((name, values) -> names.put(name, values.get(0)));
    Optional<String> community =
        Optional.ofNullable(names.get("community"))
            .or(() -> Optional.ofNullable(request.getHeaderString(CommunityHeader.NAME)));
    audit.begin(
        new Deed(
            (Caller) request.getProperty(AccessFilter.CALLER),
            request.getMethod(),
            routes.template(resource.getResourceClass(), resource.getResourceMethod()),
            names,
            community));
    request.setProperty(BEGUN, true);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    // What is answered again was done, and noted, before.
    if (request.getProperty(BEGUN) != null
        && response.getHeaderString(IdempotencyFilter.REPLAYED) == null) {
      audit.answered(response.getStatus());
    }
  }
}
