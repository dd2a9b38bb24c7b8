package org.metagov.gateway.catalog;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.InputSchema;

/** What plugins offer, as drivers see it. */
public final class Metadata {
  private Metadata() {}

  /**
   * Returns {@code {"name","auth_type","uses_webhook","tests_connection","about","schemas":{...}}}.
   */
  public static JsonObject of(PluginDescriptor plugin) {
    return JsonText.object()
        .add("name", plugin.name())
        .add("auth_type", plugin.auth().wireName())
        .add("uses_webhook", plugin.takesWebhooks())
        .add("tests_connection", plugin.probes())
        .add("about", orNull(plugin.about()))
        .add(
            "schemas",
            JsonText.object()
                .add("config", plugin.configSchema().source())
                .add("actions", actions(plugin))
                .add("events", events(plugin))
                .add("processes", processes(plugin)))
        .build();
  }

  /** Returns {@code [{"id","description","parameters_schema","response_schema"}]}. */
  public static JsonArray actions(PluginDescriptor plugin) {
    JsonArrayBuilder actions = JsonText.array();
    plugin
        .actions()
        .values()
        .forEach(
            action ->
                actions.add(
                    callable(
                        plugin.name() + "." + action.name(),
                        action.description(),
                        action.parametersSchema(),
                        action.responseSchema())));
    return actions.build();
  }

  /**
   * Returns the same of the governance processes, whose outcomes have no schema, and {@code
   * "closable"}.
   */
  public static JsonArray processes(PluginDescriptor plugin) {
    JsonArrayBuilder processes = JsonText.array();
    plugin
        .processes()
        .values()
        .forEach(
            process ->
                processes.add(
                    JsonText.object(
                            callable(
                                plugin.name() + "." + process.name(),
                                process.description(),
                                process.parameters().map(InputSchema::source),
                                Optional.empty()))
                        .add("closable", process.closable())));
    return processes.build();
  }

  /** Returns {@code [{"event_type","source","schema"}]}. */
  public static JsonArray events(PluginDescriptor plugin) {
    JsonArrayBuilder events = JsonText.array();
    plugin
        .events()
        .forEach(
            event ->
                events.add(
                    JsonText.object()
                        .add("event_type", event.eventType())
                        .add("source", plugin.name())
                        .add("schema", orNull(event.schema()))));
    return events.build();
  }

  private static JsonObject callable(
      String id,
      String description,
      Optional<JsonObject> parameters,
      Optional<JsonObject> response) {
    return JsonText.object()
        .add("id", id)
        .add("description", description)
        .add("parameters_schema", orNull(parameters))
        .add("response_schema", orNull(response))
        .build();
  }

  private static JsonValue orNull(Optional<JsonObject> schema) {
    return schema.isPresent() ? schema.get() : JsonValue.NULL;
  }
}
