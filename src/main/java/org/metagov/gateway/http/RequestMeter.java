package org.metagov.gateway.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.metric.StatusClass;
import org.metagov.gateway.metric.Timed;
import org.metagov.gateway.settings.Version;

/** Counts the requests of each route, and how long they take. */
@ApplicationScoped
public class RequestMeter {
  private static final String ROUTE = "org.metagov.gateway.route";

  /** What no resource of ours has answered. */
  private static final String NONE = "none";

  /** What the server answers by itself. */
  private static final String SERVER = "server";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

  @Inject private Meters meters;

  private final Map<String, Map<String, OfRoute>> routes = new ConcurrentHashMap<>();

  /** What is counted of one method of one route. */
  private record OfRoute(Meter requests, Timed times) {}

  /** Tells which version runs. */
  void start(@Observes @Initialized(ApplicationScoped.class) Object begun) {
    if (begun instanceof ServletContext context) {
      meters.gauge(Metric.BUILD, () -> 1, Version.of(context));
    }
  }

  /** Notes that {@code request} is answered by {@code route}, which is written as a template. */
  public void matched(HttpServletRequest request, String route) {
    request.setAttribute(ROUTE, route);
  }

  /** Notes that {@code request} was answered, and how long that took. */
  void answered(HttpServletRequest request, HttpServletResponse response, long nanos) {
    OfRoute counted =
        routes
            .computeIfAbsent(route(request), unknown -> new ConcurrentHashMap<>())
            .computeIfAbsent(
                METHODS.contains(request.getMethod()) ? request.getMethod() : NONE,
                method -> of(method, route(request)));
    counted.requests().with(StatusClass.of(response.getStatus(), NONE)).count();
    String type = response.getContentType();
    if (type == null || !type.startsWith("text/event-stream")) {
      counted.times().took(nanos);
    }
  }

  private OfRoute of(String method, String route) {
    return new OfRoute(
        meters.of(Metric.REQUESTS).with(method).with(route),
        new Timed(
            meters.of(Metric.REQUEST_TIME).with(method).with(route),
            meters.of(Metric.REQUESTS_WITHIN).with(method).with(route)));
  }

  private static String route(HttpServletRequest request) {
    if (request.getAttribute(ROUTE) instanceof String route) {
      return route;
    }
    String path = request.getRequestURI();
    return path.equals("/metrics") || path.startsWith("/health") ? SERVER : NONE;
  }
}
