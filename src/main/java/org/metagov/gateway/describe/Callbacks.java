package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;

/** What the gateway sends to drivers, in an OpenAPI document. */
final class Callbacks {
  private static final String MEMBER = "callback_url";
  private static final String EXAMPLE = "https://driver.example.org/outcomes";
  private static final String JSON = "application/json";

  private Callbacks() {}

  /** Returns {@code parameters} of a process with where the driver wants to hear of it. */
  static JsonObject withUrl(JsonObject parameters) {
    JsonObject members =
        parameters.get("properties") instanceof JsonObject own ? own : JsonValue.EMPTY_JSON_OBJECT;
    return JsonText.object(parameters)
        .add(
            "properties",
            JsonText.object(members)
                .add(
                    MEMBER,
                    JsonText.object()
                        .add("type", "string")
                        .add("format", "uri")
                        .add("maxLength", 2_000)
                        .add(
                            "description",
                            "Where the process is sent whenever it changes: http or https")))
        .build();
  }

  /** Returns {@code parameters} with such an address. */
  static JsonValue withUrlExample(JsonValue parameters) {
    return parameters instanceof JsonObject object
        ? JsonText.object(object).add(MEMBER, EXAMPLE).build()
        : parameters;
  }

  /** Returns what is sent to the address that a process was started with. */
  static JsonObject ofProcess() {
    return JsonText.object()
        .add(
            "changed",
            JsonText.object()
                .add(
                    "{$request.body#/" + MEMBER + "}",
                    JsonText.object().add("$ref", "#/components/pathItems/Callback")))
        .build();
  }

  /** Returns what is sent to receivers. */
  static JsonObject webhooks() {
    return JsonText.object()
        .add("event", Security.ref("pathItems", "Event"))
        .add("callback", Security.ref("pathItems", "Callback"))
        .build();
  }

  /** Returns both of them. */
  static JsonObject items(Examples examples, ProcessExamples processes) {
    JsonValue event = examples.find("messages", "event").orElse(JsonValue.EMPTY_JSON_OBJECT);
    JsonValue process = examples.find("messages", "callback").orElse(JsonValue.EMPTY_JSON_OBJECT);
    JsonObjectBuilder callback =
        processes.isEmpty()
            ? media("Process", process)
            : JsonText.object()
                .add("schema", Security.ref("schemas", "Process"))
                .add("examples", processes.callbacks());
    JsonArray parameters = headers();
    var all = JsonText.provider().createArrayBuilder(parameters).add(previous());
    CloudEvents.headers(event).forEach(all::add);
    return JsonText.object()
        .add(
            "Event",
            item(
                "receiveEvent",
                "An event of a community, or of the gateway itself.",
                all.build(),
                JsonText.object()
                    .add(JSON, media("Event", event))
                    .add(CloudEvents.TYPE, media("CloudEvent", CloudEvents.example(event)))
                    .build()))
        .add(
            "Callback",
            item(
                "receiveCallback",
                "A process that has changed, as GET shows it.",
                parameters,
                JsonText.object().add(JSON, callback).build()))
        .build();
  }

  private static JsonObjectBuilder media(String schema, JsonValue example) {
    return JsonText.object().add("schema", Security.ref("schemas", schema)).add("example", example);
  }

  private static JsonObject item(
      String id, String summary, JsonArray parameters, JsonObject content) {
    JsonObjectBuilder post =
        JsonText.object()
            .add("operationId", id)
            .add("summary", summary)
            .add(
                "description",
                summary + "\n\nSent at least once, in order, and again until it is taken.")
            .add("parameters", parameters)
            .add("requestBody", JsonText.object().add("required", true).add("content", content))
            .add(
                "responses",
                JsonText.object()
                    .add("2XX", said("It is taken."))
                    .add("410", said("Nothing of the kind is wanted any more."))
                    .add("default", said("It is not taken, and sent again later.")))
            .add("security", JsonText.array());
    return JsonText.object().add("post", post).build();
  }

  /** Returns the schema of the headers of a message. */
  static JsonObject headerSchema() {
    JsonObjectBuilder members = JsonText.object();
    Stream.concat(headers().getValuesAs(JsonObject.class).stream(), Stream.of(previous()))
        .forEach(
            header ->
                members.add(
                    header.getString("name"),
                    JsonText.object()
                        .add("type", "string")
                        .add("description", header.getString("description"))));
    return JsonText.object().add("type", "object").add("properties", members).build();
  }

  private static JsonArray headers() {
    return JsonText.array()
        .add(header("webhook-id", true, "The same at every attempt.", "evt_5e1f_0"))
        .add(header("webhook-timestamp", true, "When this attempt was made.", "1790000000"))
        .add(
            header(
                "traceparent",
                true,
                "By W3C Trace Context, what it belongs to.",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"))
        .add(
            header(
                "webhook-signature",
                false,
                "By Standard Webhooks 1.0, where there is a secret.",
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="))
        .add(
            header(
                "metagov-replay",
                false,
                "`true` on what somebody wants to be sent again, and on nothing else.",
                "true"))
        .build();
  }

  /** Returns what only events have besides. */
  private static JsonObject previous() {
    return header(
        "metagov-previous",
        false,
        "The `sequence` that this receiver was sent of the community before this one; not on"
            + " replays.",
        "0");
  }

  private static JsonObject said(String description) {
    return JsonText.object().add("description", description).build();
  }

  private static JsonObject header(
      String name, boolean always, String description, String example) {
    return JsonText.object()
        .add("name", name)
        .add("in", "header")
        .add("description", description)
        .add("required", always)
        .add("schema", JsonText.object().add("type", "string"))
        .add("example", example)
        .build();
  }
}
