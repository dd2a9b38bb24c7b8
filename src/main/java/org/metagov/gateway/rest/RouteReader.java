package org.metagov.gateway.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.PublicRoute;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;

/** Reads the routes from the annotations of their resources. */
@ApplicationScoped
public class RouteReader {
  /** A name in a path, with what it has to match: {@code {id: \d{1,18}}}. */
  private static final Pattern NAME =
      Pattern.compile("\\{\\s*(\\w+)\\s*(?::\\s*((?:[^{}]|\\{[^{}]*\\})+))?\\}");

  private final Map<Method, String> templates = new ConcurrentHashMap<>();

  /** Returns the routes of this application. */
  @Produces
  @Dependent // A record cannot have a proxy.
  public Routes routes() {
    return of(GatewayApplication.RESOURCES);
  }

  /** Returns the routes of {@code resources}, by path. */
  public static Routes of(Set<Class<?>> resources) {
    return new Routes(
        resources.stream()
            .flatMap(resource -> Stream.of(resource.getMethods()).flatMap(m -> of(resource, m)))
            .sorted(
                Comparator.comparing(Route::path)
                    .thenComparing(Route::verb)
                    .thenComparing(route -> route.produces().toString()))
            .toList());
  }

  private static Stream<Route> of(Class<?> resource, Method method) {
    return Stream.of(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(type -> route(type.getAnnotation(HttpMethod.class).value(), resource, method));
  }

  private static Route route(String verb, Class<?> resource, Method method) {
    String path = path(resource, method);
    Map<String, Optional<String>> names = new TreeMap<>();
    NAME.matcher(path)
        .results()
        .forEach(found -> names.put(found.group(1), Optional.ofNullable(found.group(2))));
    return new Route(
        verb,
        template(path),
        resource.getSimpleName().replaceAll("Resource$", ""),
        resource.isAnnotationPresent(PublicRoute.class),
        Optional.ofNullable(method.getAnnotation(Consumes.class))
            .map(types -> Set.of(types.value()))
            .orElse(Set.of()),
        produces(resource, method),
        Stream.of(method.getParameterTypes()).anyMatch(byte[].class::equals),
        Stream.of(method.getParameters()).flatMap(p -> parameter(p, names)).toList(),
        Optional.ofNullable(method.getAnnotation(Needs.class))
            .map(needs -> needs.scope().wireName()),
        Optional.ofNullable(method.getAnnotation(Operation.class))
            .orElseThrow(() -> new IllegalStateException(method + " lacks @Operation")));
  }

  /** Returns the path of {@code method}, with its names in braces. It is read once. */
  String template(Class<?> resource, Method method) {
    return templates.computeIfAbsent(method, unknown -> template(path(resource, unknown)));
  }

  private static String template(String path) {
    return NAME.matcher(path).replaceAll(found -> "{" + found.group(1) + "}");
  }

  private static String path(Class<?> resource, Method method) {
    return resource.getAnnotation(Path.class).value()
        + Optional.ofNullable(method.getAnnotation(Path.class))
            .map(own -> "/" + own.value())
            .orElse("");
  }

  private static Set<String> produces(Class<?> resource, Method method) {
    return Stream.of(method, resource)
        .map(element -> element.getAnnotation(jakarta.ws.rs.Produces.class))
        .flatMap(Stream::ofNullable)
        .findFirst()
        .map(types -> Stream.of(types.value()).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static Stream<Route.Parameter> parameter(
      Parameter declared, Map<String, Optional<String>> names) {
    String absent =
        Optional.ofNullable(declared.getAnnotation(DefaultValue.class))
            .map(DefaultValue::value)
            .orElse(null);
    return Stream.of(
            Optional.ofNullable(declared.getAnnotation(PathParam.class))
                .map(PathParam::value)
                .map(
                    name ->
                        new Route.Parameter(
                            name,
                            "path",
                            null,
                            names.getOrDefault(name, Optional.empty()).orElse(null))),
            Optional.ofNullable(declared.getAnnotation(QueryParam.class))
                .map(p -> new Route.Parameter(p.value(), "query", absent, null)),
            Optional.ofNullable(declared.getAnnotation(HeaderParam.class))
                .map(p -> new Route.Parameter(p.value(), "header", absent, null)))
        .flatMap(Optional::stream);
  }
}
