package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Optional;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lane.SystemEventType;
import org.metagov.gateway.operation.Routes;

/** What the gateway tells drivers by itself, as an AsyncAPI 3.0 document. */
public final class AsyncApi {
  private static final String JSON = "application/json";

  private AsyncApi() {}

  /**
   * Returns the document: an operation for events and one for callbacks.
   *
   * @param routes all routes, whose answers show the same events and processes
   */
  public static JsonObject of(
      Routes routes, Collection<PluginDescriptor> plugins, Audience audience, String version) {
    Schemas schemas = new Schemas();
    routes.all().forEach(route -> schemas.answer(route.operation().returns()));
    JsonObject event = schemas.find("Event");
    JsonObjectBuilder messages = JsonText.object();
    Examples examples = Examples.of(AsyncApi.class);
    EventExamples told = new EventExamples(examples);
    for (PluginDescriptor plugin : plugins) {
      if (audience.hearsOf(plugin.name())) {
        plugin
            .events()
            .forEach(
                of ->
                    messages.add(
                        name(plugin, of), shown(message(plugin, of, event), told.of(plugin, of))));
      }
    }
    for (SystemEventType type : SystemEventType.values()) {
      messages.add(
          Message.GATEWAY + "." + type.wireName(),
          shown(message(type, schemas, event), told.of(type)));
    }
    JsonValue seen = told.any();
    messages
        .add(
            "cloudevent.structured",
            shown(
                message(
                    "cloudevent.structured",
                    CloudEvents.TYPE,
                    "Headers",
                    CloudEvents.schema(event)),
                Optional.of(CloudEvents.example(seen))))
        .add(
            "cloudevent.binary",
            shown(
                message("cloudevent.binary", JSON, "CloudEventHeaders", event), Optional.of(seen)));
    JsonObject events = messages.build();
    JsonObjectBuilder refs = JsonText.object();
    events.keySet().forEach(name -> refs.add(name, Security.ref("messages", name)));
    var processes =
        JsonText.array()
            .add(
                example(
                    "changed",
                    examples.find("messages", "callback").orElse(JsonValue.EMPTY_JSON_OBJECT)));
    ProcessExamples.of(examples, plugins, audience)
        .completed()
        .forEach((name, process) -> processes.add(example(name, process)));
    JsonObject process =
        JsonText.object(message("process", schemas.find("Process")))
            .add("examples", processes)
            .build();
    return JsonText.object()
        .add("asyncapi", "3.0.0")
        .add(
            "info",
            JsonText.object()
                .add("title", "Metagov Gateway: events and callbacks")
                .add("version", version)
                .add(
                    "description",
                    "Sent by POST, at least once and in order, until they are taken (2xx).")
                .add(
                    "license",
                    JsonText.object()
                        .add("name", "Apache-2.0")
                        .add("url", "https://www.apache.org/licenses/LICENSE-2.0")))
        .add("defaultContentType", JSON)
        .add(
            "channels",
            JsonText.object()
                .add("events", channel("The address of a receiver", refs.build()))
                .add(
                    "callbacks",
                    channel(
                        "The `callback_url` of a process",
                        JsonText.object()
                            .add("process", Security.ref("messages", "process"))
                            .build())))
        .add(
            "operations",
            JsonText.object()
                .add("sendEvent", operation("events", "An event of a community"))
                .add("sendCallback", operation("callbacks", "A process that has changed")))
        .add(
            "components",
            JsonText.object()
                .add("messages", JsonText.object(events).add("process", process))
                .add(
                    "schemas",
                    JsonText.object()
                        .add("Headers", Callbacks.headerSchema())
                        .add("CloudEventHeaders", CloudEvents.headerSchema())))
        .build();
  }

  /** Returns {@code message} with what a test has seen of one, if one has. */
  private static JsonObject shown(JsonObject message, Optional<JsonValue> payload) {
    return payload
        .map(
            seen ->
                JsonText.object(message)
                    .add("examples", JsonText.array().add(example("seen", seen)))
                    .build())
        .orElse(message);
  }

  private static JsonObject example(String name, JsonValue payload) {
    return JsonText.object().add("name", name).add("payload", payload).build();
  }

  private static String name(PluginDescriptor plugin, EventDescriptor event) {
    return plugin.name() + "." + event.eventType();
  }

  private static JsonObject message(
      PluginDescriptor plugin, EventDescriptor declared, JsonObject event) {
    return message(event, plugin.name(), declared.eventType(), declared.schema());
  }

  private static JsonObject message(SystemEventType type, Schemas schemas, JsonObject event) {
    schemas.answer(type.data());
    JsonObject data = schemas.find(type.data().getSimpleName());
    return message(event, Message.GATEWAY, type.wireName(), Optional.of(data));
  }

  /** Returns {@code event} as one source tells one type of it. */
  private static JsonObject message(
      JsonObject event, String source, String type, Optional<JsonObject> data) {
    JsonObject members = event.getJsonObject("properties");
    JsonObjectBuilder own =
        JsonText.object(members)
            .add("source", constant(members, "source", source))
            .add("event_type", constant(members, "event_type", type));
    data.ifPresent(schema -> own.add("data", schema));
    return message(source + "." + type, JsonText.object(event).add("properties", own).build());
  }

  private static JsonObject constant(JsonObject members, String name, String value) {
    return JsonText.object(members.getJsonObject(name)).add("const", value).build();
  }

  private static JsonObject message(String name, JsonObject payload) {
    return message(name, JSON, "Headers", payload);
  }

  private static JsonObject message(String name, String type, String headers, JsonObject payload) {
    return JsonText.object()
        .add("name", name)
        .add("contentType", type)
        .add("headers", Security.ref("schemas", headers))
        .add("payload", payload)
        .build();
  }

  private static JsonObject channel(String description, JsonObject messages) {
    return JsonText.object()
        .addNull("address")
        .add("description", description + ".")
        .add("messages", messages)
        .build();
  }

  private static JsonObject operation(String channel, String summary) {
    return JsonText.object()
        .add("action", "send")
        .add("channel", JsonText.object().add("$ref", "#/channels/" + channel))
        .add("summary", summary + ".")
        .add("bindings", JsonText.object().add("http", JsonText.object().add("method", "POST")))
        .build();
  }
}
