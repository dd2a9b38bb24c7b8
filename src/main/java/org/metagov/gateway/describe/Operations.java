package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.catalog.ActionDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;
import org.metagov.gateway.schema.InputSchema;

/**
 * The operations of a document: one for each route, or for each thing of a plugin's it is about.
 */
final class Operations {
  private final Schemas schemas;
  private final Examples examples;
  private final Audience audience;
  private final OperationObject objects;
  private final Map<String, Map<String, JsonObject>> paths = new TreeMap<>();

  Operations(
      Routes routes,
      Schemas schemas,
      Problems problems,
      Examples examples,
      ProcessExamples processes,
      Audience audience) {
    this.schemas = schemas;
    this.examples = examples;
    this.audience = audience;
    objects = new OperationObject(routes, schemas, problems, examples, processes, audience);
  }

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
        new Subject(
            operation.id(),
            route.path(),
            "",
            route.tag(),
            operation.summary(),
            body,
            examples.find("operations", operation.id(), "request"),
            answer(operation),
            Optional.empty()));
  }

  private JsonValue answer(Operation operation) {
    JsonValue one = schemas.answer(operation.returns());
    return operation.list()
        ? JsonText.object().add("type", "array").add("items", one).build()
        : one;
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
        new Subject(
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
        new Subject(
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
        new Subject(
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

  private void put(Route route, Subject own) {
    paths
        .computeIfAbsent(own.path(), path -> new LinkedHashMap<>())
        .merge(
            route.verb().toLowerCase(Locale.ROOT), objects.of(route, own), OperationObject::merged);
  }

  private static boolean requiresSomething(InputSchema schema) {
    return schema.source().get("required") instanceof JsonArray names && !names.isEmpty();
  }
}
