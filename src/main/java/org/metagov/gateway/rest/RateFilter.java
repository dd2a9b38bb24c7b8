package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Optional;
import org.metagov.gateway.access.RequestSource;
import org.metagov.gateway.http.Doorkeeper;
import org.metagov.gateway.http.FrontDoor;
import org.metagov.gateway.quota.RateLimits;

/** Lets strangers call so often from one address, before anything of a call is read. */
@Priority(Priorities.AUTHENTICATION + 100)
public class RateFilter implements ContainerRequestFilter {
  @Inject private Doorkeeper doorkeeper;
  @Inject private RateLimits limits;
  @Inject private RequestSource source;

  @Override
  public void filter(ContainerRequestContext request) {
    if (AccessFilter.isAnybody(request)) {
      Optional<String> from = doorkeeper.source(FrontDoor.request(request));
      source.is(from);
      from.ifPresent(limits::callFrom);
    }
  }
}
