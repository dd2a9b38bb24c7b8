package org.metagov.gateway.testing;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.rest.GatewayApplication;

/** The routes of the gateway, as its resources declare them: a new one is among them at once. */
public final class Routes {
  private Routes() {}

  /**
   * A route.
   *
   * @param verb its method
   * @param path with names in braces
   * @param open whether anybody may call it
   * @param takesBody whether it reads a body
   * @param needs what a key takes for it; empty where it does not say
   */
  public record Route(
      String verb, String path, boolean open, boolean takesBody, Optional<Needs> needs) {
    /** Returns its path with {@code values} in the places of names. */
    public String at(Map<String, String> values) {
      String filled = path;
      for (Map.Entry<String, String> value : values.entrySet()) {
        filled = filled.replace("{" + value.getKey() + "}", value.getValue());
      }
      if (filled.contains("{")) {
        throw new AssertionError("Nothing stands for a name of " + path);
      }
      return filled;
    }

    @Override
    public String toString() {
      return verb + " " + path;
    }
  }

  /** Returns all of them. */
  public static Stream<Route> all() {
    return GatewayApplication.RESOURCES.stream().flatMap(Routes::of);
  }

  private static Stream<Route> of(Class<?> resource) {
    return Stream.of(resource.getMethods())
        .flatMap(
            method ->
                verb(method)
                    .map(
                        verb ->
                            new Route(
                                verb,
                                path(resource, method),
                                resource.isAnnotationPresent(PublicRoute.class),
                                Stream.of(method.getParameterTypes())
                                    .anyMatch(byte[].class::equals),
                                Optional.ofNullable(method.getAnnotation(Needs.class)))));
  }

  private static Stream<String> verb(Method method) {
    return Stream.of(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(type -> type.getAnnotation(HttpMethod.class).value());
  }

  private static String path(Class<?> resource, Method method) {
    Path own = method.getAnnotation(Path.class);
    String path =
        resource.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
    return path.replaceAll("\\{(\\w+): [^/]*?\\}(?=/|$)", "{$1}");
  }
}
