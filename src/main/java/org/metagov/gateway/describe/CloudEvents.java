package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.metagov.gateway.json.JsonText;

/** Events by CloudEvents 1.0, for receivers that want them so, in the documents. */
final class CloudEvents {
  /** The type of the body of a structured one. */
  static final String TYPE = "application/cloudevents+json";

  private static final String JSON = "application/json";

  private static final Map<String, String> ATTRIBUTES = new LinkedHashMap<>();

  static {
    ATTRIBUTES.put("specversion", "The version of CloudEvents");
    ATTRIBUTES.put("id", "As `id` of the event");
    ATTRIBUTES.put("source", "The community and the plugin, as a URN");
    ATTRIBUTES.put("type", "The plugin and `event_type`, behind `org.metagov.`");
    ATTRIBUTES.put("time", "When the event was written");
  }

  private CloudEvents() {}

  /** Returns the schema of a structured one whose data is as {@code event} says. */
  static JsonObject schema(JsonObject event) {
    JsonObjectBuilder members = JsonText.object();
    ATTRIBUTES.keySet().forEach(name -> members.add(name, attribute(name)));
    members.add(
        "datacontenttype",
        JsonText.object()
            .add("type", "string")
            .add("const", JSON)
            .add("description", "The type of `data`"));
    JsonObject properties = members.add("data", event).build();
    var required = JsonText.array();
    properties.keySet().forEach(required::add);
    return JsonText.object()
        .add("type", "object")
        .add("properties", properties)
        .add("required", required)
        .build();
  }

  /** Returns {@code event} as a structured one. */
  static JsonValue example(JsonValue event) {
    if (!(event instanceof JsonObject object) || object.isEmpty()) {
      return event;
    }
    JsonObjectBuilder example = JsonText.object();
    ATTRIBUTES.keySet().forEach(name -> example.add(name, example(name, object)));
    return example.add("datacontenttype", JSON).add("data", event).build();
  }

  private static String example(String attribute, JsonObject event) {
    String source = event.getString("source");
    return switch (attribute) {
      case "specversion" -> "1.0";
      case "id" -> event.getString("id");
      case "source" -> "urn:metagov:community:" + event.getString("community") + ":" + source;
      case "type" -> "org.metagov." + source + "." + event.getString("event_type");
      default -> "2026-09-21T14:13:20.123456Z";
    };
  }

  /** Returns the headers of a binary one, as parameters. */
  static JsonArray headers(JsonValue event) {
    var headers = JsonText.array();
    ATTRIBUTES.forEach(
        (name, meaning) -> {
          JsonObjectBuilder header =
              JsonText.object()
                  .add("name", "ce-" + name)
                  .add("in", "header")
                  .add("description", meaning + "; for `cloudevents_binary` only.")
                  .add("required", false)
                  .add("schema", JsonText.object().add("type", "string"));
          if (event instanceof JsonObject object && !object.isEmpty()) {
            header.add("example", example(name, object));
          }
          headers.add(header);
        });
    return headers.build();
  }

  /** Returns the schema of the headers of a binary one, those of every message among them. */
  static JsonObject headerSchema() {
    JsonObject every = Callbacks.headerSchema();
    JsonObjectBuilder members = JsonText.object(every.getJsonObject("properties"));
    ATTRIBUTES.keySet().forEach(name -> members.add("ce-" + name, attribute(name)));
    return JsonText.object(every).add("properties", members).build();
  }

  private static JsonObject attribute(String name) {
    JsonObjectBuilder attribute =
        JsonText.object().add("type", "string").add("description", ATTRIBUTES.get(name) + ".");
    if (name.equals("specversion")) {
      attribute.add("const", "1.0");
    } else if (name.equals("time")) {
      attribute.add("format", "date-time");
    }
    return attribute.build();
  }
}
