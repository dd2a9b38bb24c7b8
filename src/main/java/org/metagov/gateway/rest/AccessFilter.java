package org.metagov.gateway.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.access.RequestCaller;
import org.metagov.gateway.admission.Listeners;
import org.metagov.gateway.http.Doorkeeper;
import org.metagov.gateway.http.FrontDoor;
import org.metagov.gateway.http.RequestMeter;
import org.metagov.gateway.http.RequestTarget;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.webhook.HooksResource;

/**
 * Asks the access policy. It looks at the resource that is about to run, not at the path: there are
 * many ways to write a path.
 */
@Priority(Priorities.AUTHENTICATION)
public class AccessFilter implements ContainerRequestFilter {
  /** The request property that holds the {@link Caller}. */
  static final String CALLER = "org.metagov.gateway.caller";

  /** What a refusal counts as. */
  private static final Map<ProblemType, String> REFUSALS =
      Map.of(
          ProblemType.UNAUTHORIZED, "unauthorized",
          ProblemType.FORBIDDEN, "forbidden",
          ProblemType.RATE_LIMITED, "held");

  @Inject private Doorkeeper doorkeeper;
  @Inject private Permission permission;
  @Inject private RequestCaller current;
  @Inject private Listeners listeners;
  @Inject private RequestMeter meter;
  @Inject private RouteReader routes;
  @Inject private Meters meters;
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    HttpServletRequest servletRequest = FrontDoor.request(request);
    Class<?> asked = resource.getResourceClass();
    Method method = resource.getResourceMethod();
    // What Jersey itself answers, to OPTIONS, is of no resource of ours.
    if (asked.isAnnotationPresent(Path.class)) {
      meter.matched(servletRequest, routes.template(asked, method));
    }
    // That of a webhook is its platform's, and kept as it is.
    if (asked != HooksResource.class) {
      RequestTarget.wrongInQuery(servletRequest.getQueryString())
          .ifPresent(
              wrong -> {
                throw new ProblemException(ProblemType.INVALID, wrong);
              });
    }
    listeners.seen(servletRequest.getLocalPort());
    // What Jersey itself answers to OPTIONS tells no more than the documentation.
    boolean anybody =
        HttpMethod.OPTIONS.equals(request.getMethod())
            || asked.isAnnotationPresent(PublicRoute.class);
    if (anybody) {
      isBy(doorkeeper.open(servletRequest), request);
    } else {
      letIn(servletRequest, method, request);
    }
  }

  private void letIn(
      HttpServletRequest servletRequest, Method method, ContainerRequestContext request) {
    try {
      Caller caller = doorkeeper.internal(servletRequest);
      isBy(caller, request);
      permission.require(caller, method, request);
    } catch (ProblemException e) {
      Optional.ofNullable(REFUSALS.get(e.type()))
          .ifPresent(reason -> meters.of(Metric.KEYS_REFUSED).with(reason).count());
      throw e;
    }
  }

  private void isBy(Caller caller, ContainerRequestContext request) {
    request.setProperty(CALLER, caller);
    current.is(caller);
  }

  /** Returns whether {@code request} is on a route for anybody. */
  static boolean isAnybody(ContainerRequestContext request) {
    return request.getProperty(CALLER) instanceof Caller caller
        && caller.kind() == Caller.Kind.ANYBODY;
  }
}
