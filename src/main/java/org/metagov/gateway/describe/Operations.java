package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.catalog.ActionDescriptor;
import org.metagov.gateway.catalog.InputSchema;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;

/**
 * The operations of a document: one for each route, or for each thing of a plugin's it is about.
 */
final class Operations {
  private static final String JSON = "application/json";
  private static final Map<Integer, String> SUCCESS =
      Map.of(
          200, "Done.",
          201, "Created.",
          202, "Accepted: it goes on from here.",
          204, "Done; there is nothing to tell.");

  private final Routes routes;
  private final Schemas schemas;
  private final Problems problems;
  private final Examples examples;
  private final Audience audience;
  private final Map<String, Map<String, JsonObject>> paths = new TreeMap<>();

  Operations(
      Routes routes, Schemas schemas, Problems problems, Examples examples, Audience audience) {
    this.routes = routes;
    this.schemas = schemas;
    this.problems = problems;
    this.examples = examples;
    this.audience = audience;
  }

  /** What makes an operation a plugin's. */
  private record Own(
      String id,
      String path,
      String filled,
      String tag,
      String summary,
      Optional<JsonObject> body,
      Optional<JsonValue> bodyExample,
      JsonValue answer,
      Optional<JsonValue> answerExample) {}

  /** Adds what there is of {@code route}. */
  void add(Route route, Collection<PluginDescriptor> plugins) {
    if (route.operation().per() == Operation.Per.ROUTE) {
      add(route);
      return;
    }
    plugins.stream()
        .filter(
            plugin ->
                audience.hearsOf(plugin.name()) || route.operation().per() == Operation.Per.PLUGIN)
        .forEach(plugin -> add(route, plugin));
  }

  /** Returns all operations by path and method. */
  JsonObject build() {
    JsonObjectBuilder all = JsonText.object();
    paths.forEach(
        (path, verbs) -> {
          JsonObjectBuilder item = JsonText.object();
          verbs.forEach(item::add);
          all.add(path, item);
        });
    return all.build();
  }

  private void add(Route route) {
    Operation operation = route.operation();
    Optional<JsonObject> body =
        operation.takes() == void.class
            ? Optional.empty()
            : Optional.of(schemas.request(operation.takes()));
    put(
        route,
        new Own(
            operation.id(),
            route.path(),
            "",
            route.tag(),
            operation.summary(),
            body,
            examples.find("operations", operation.id(), "request"),
            schemas.answer(operation.returns()),
            Optional.empty()));
  }

  private void add(Route route, PluginDescriptor plugin) {
    switch (route.operation().per()) {
      case ACTION -> plugin.actions().values().forEach(action -> add(route, plugin, action));
      case PUBLIC_ACTION ->
          plugin.actions().values().stream()
              .filter(ActionDescriptor::isPublic)
              .forEach(action -> add(route, plugin, action));
      case PROCESS -> plugin.processes().values().forEach(process -> add(route, plugin, process));
      default -> addEnabling(route, plugin);
    }
  }

  private void add(Route route, PluginDescriptor plugin, ActionDescriptor action) {
    String name = plugin.name() + "." + action.name();
    Examples own = Examples.of(plugin.type());
    JsonObjectBuilder body = JsonText.object().add("type", "object");
    JsonObject parameters =
        action
            .parameters()
            .map(schema -> schemas.named(name + ".parameters", schema.source()))
            .orElse(JsonText.object().add("type", "object").build());
    body.add("properties", JsonText.object().add("parameters", parameters));
    if (action.parameters().filter(Operations::requiresSomething).isPresent()) {
      body.add("required", JsonText.array().add("parameters"));
    }
    put(
        route,
        new Own(
            route.operation().id() + "." + name,
            route.path().replace("{action}", name),
            "action",
            plugin.name(),
            action.description(),
            Optional.of(schemas.told(name + ".request", body.build())),
            own.find("actions", action.name(), "parameters")
                .or(() -> action.parameters().flatMap(Sample::of))
                .or(() -> Optional.of(JsonValue.EMPTY_JSON_OBJECT))
                .map(given -> JsonText.object().add("parameters", given).build()),
            action
                .response()
                .map(schema -> (JsonValue) schemas.named(name + ".result", schema.source()))
                .orElse(JsonText.object().add("type", "object").build()),
            own.find("actions", action.name(), "result")
                .or(() -> action.response().flatMap(Sample::of))
                .or(() -> Optional.of(JsonValue.EMPTY_JSON_OBJECT))));
  }

  private void add(Route route, PluginDescriptor plugin, ProcessDescriptor process) {
    String name = plugin.name() + "." + process.name();
    put(
        route,
        new Own(
            route.operation().id() + "." + name,
            route.path().replace("{process}", name),
            "process",
            plugin.name(),
            process.description(),
            Optional.of(
                schemas.named(
                    name + ".start",
                    Callbacks.withUrl(
                        process
                            .parameters()
                            .map(InputSchema::source)
                            .orElse(JsonText.object().add("type", "object").build())))),
            Examples.of(plugin.type())
                .find("processes", process.name(), "parameters")
                .or(() -> process.parameters().flatMap(Sample::of))
                .or(() -> Optional.of(JsonValue.EMPTY_JSON_OBJECT))
                .map(Callbacks::withUrlExample),
            JsonValue.NULL,
            Optional.empty()));
  }

  private void addEnabling(Route route, PluginDescriptor plugin) {
    put(
        route,
        new Own(
            route.operation().id() + "." + plugin.name(),
            route.path().replace("{plugin}", plugin.name()),
            "plugin",
            plugin.name(),
            route.operation().summary(),
            Optional.of(schemas.named(plugin.name() + ".config", plugin.configSchema().source())),
            Examples.of(plugin.type()).find("config").or(() -> Sample.of(plugin.configSchema())),
            schemas.answer(route.operation().returns()),
            examples.find("operations", route.operation().id(), "answers", "200")));
  }

  private static boolean requiresSomething(InputSchema schema) {
    return schema.source().get("required") instanceof JsonArray names && !names.isEmpty();
  }

  private void put(Route route, Own own) {
    JsonObjectBuilder operation =
        JsonText.object()
            .add("operationId", own.id())
            .add("tags", JsonText.array().add(own.tag()))
            .add("summary", own.summary())
            .add("description", description(route, own))
            .add("parameters", Parameters.of(route, own.filled(), audience));
    body(route, own).ifPresent(body -> operation.add("requestBody", body));
    JsonObjectBuilder responses = JsonText.object();
    for (int status : route.operation().status()) {
      responses.add(Integer.toString(status), success(route, own, status));
    }
    problems.addTo(responses, Problems.of(route));
    operation.add("responses", responses);
    if (route.operation().per() == Operation.Per.PROCESS) {
      operation.add("callbacks", Callbacks.ofProcess());
    }
    operation.add("security", Security.of(route, audience));
    paths
        .computeIfAbsent(own.path(), path -> new LinkedHashMap<>())
        .merge(
            route.verb().toLowerCase(java.util.Locale.ROOT), operation.build(), Operations::merged);
  }

  private static String description(Route route, Own own) {
    String more = route.operation().description();
    String said = own.summary().endsWith(".") ? own.summary() : own.summary() + ".";
    return said
        + (more.isEmpty() ? "" : " " + more)
        + (route.open()
            ? "\n\nFor anybody."
            : "\n\nFor drivers"
                + route.scope().map(it -> ", whose key has the scope `" + it + "`").orElse("")
                + ".");
  }

  private Optional<JsonObject> body(Route route, Own own) {
    if (!route.takesBody()) {
      return Optional.empty();
    }
    JsonObjectBuilder content = JsonText.object();
    if (own.body().isPresent()) {
      JsonObjectBuilder media = JsonText.object().add("schema", own.body().get());
      own.bodyExample().ifPresent(example -> media.add("example", example));
      content.add(JSON, media);
    } else {
      content.add(
          "*/*",
          JsonText.object()
              .add("schema", JsonText.object().add("description", "What the platform sends"))
              .add("example", "{\"event\":\"as the platform has it\"}"));
    }
    return Optional.of(
        JsonText.object()
            .add(
                "required",
                own.body().isPresent()
                    && (!route.operation().bodyOptional() || schemas.requires(own.body().get())))
            .add("content", content)
            .build());
  }

  private JsonObject success(Route route, Own own, int status) {
    JsonObjectBuilder response = JsonText.object().add("description", SUCCESS.get(status));
    JsonObjectBuilder headers = JsonText.object();
    if (route.operation().per() == Operation.Per.PROCESS) {
      headers.add("Location", Security.ref("headers", "Location"));
    }
    if (!route.open() && route.verb().equals("POST")) {
      headers.add("Idempotency-Replayed", Security.ref("headers", "IdempotencyReplayed"));
    }
    JsonObject named = headers.build();
    if (!named.isEmpty()) {
      response.add("headers", named);
    }
    content(route, own, status).ifPresent(content -> response.add("content", content));
    return response.build();
  }

  private Optional<JsonObject> content(Route route, Own own, int status) {
    String type = route.operation().type();
    if (!type.isEmpty()) {
      Optional<JsonValue> example = examples.find("operations", route.operation().id(), "text");
      JsonObjectBuilder media =
          JsonText.object().add("schema", JsonText.object().add("type", "string"));
      example.ifPresent(text -> media.add("example", text));
      return Optional.of(JsonText.object().add(type, media).build());
    }
    boolean isThere =
        route.operation().returns().length > 0
            || route.operation().per() == Operation.Per.ACTION
            || route.operation().per() == Operation.Per.PUBLIC_ACTION;
    if (!isThere) {
      return Optional.empty();
    }
    JsonObjectBuilder media = JsonText.object().add("schema", own.answer());
    own.answerExample()
        .or(() -> seen(route.operation().id(), status))
        .or(() -> seenElsewhere(route))
        .ifPresent(example -> media.add("example", example));
    return Optional.of(JsonText.object().add(JSON, media).build());
  }

  private Optional<JsonValue> seen(String id, int status) {
    return examples.find("operations", id, "answers", Integer.toString(status));
  }

  /** An answer that looks the same, of another operation. */
  private Optional<JsonValue> seenElsewhere(Route route) {
    return routes.all().stream()
        .map(Route::operation)
        .filter(other -> Arrays.equals(other.returns(), route.operation().returns()))
        .flatMap(
            other ->
                Arrays.stream(other.status()).boxed().flatMap(s -> seen(other.id(), s).stream()))
        .findFirst();
  }

  /** One operation of two that differ by what they answer, as JSON or as a stream. */
  private static JsonObject merged(JsonObject one, JsonObject other) {
    JsonObject first = one.getJsonObject("responses");
    JsonObjectBuilder responses = JsonText.object(other.getJsonObject("responses"));
    first.forEach(responses::add);
    JsonObjectBuilder content =
        JsonText.object(first.getJsonObject("200").getJsonObject("content"));
    other
        .getJsonObject("responses")
        .getJsonObject("200")
        .getJsonObject("content")
        .forEach(content::add);
    responses.add("200", JsonText.object(first.getJsonObject("200")).add("content", content));
    var parameters = JsonText.array();
    one.getJsonArray("parameters").forEach(parameters::add);
    other.getJsonArray("parameters").stream()
        .filter(parameter -> !one.getJsonArray("parameters").contains(parameter))
        .forEach(parameters::add);
    return JsonText.object(one)
        .add("description", one.getString("description") + "\n\n" + other.getString("description"))
        .add("parameters", parameters)
        .add("responses", responses)
        .build();
  }
}
