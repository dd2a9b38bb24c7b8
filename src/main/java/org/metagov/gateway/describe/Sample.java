package org.metagov.gateway.describe;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.InputSchema;

/** A value that a schema lets through, for a plugin that has no example of its own. */
final class Sample {
  private static final List<String> TEXTS =
      List.of("text", "1", "a", "https://example.org/", "2026-01-31");
  private static final int MOST_ITEMS = 20;

  private Sample() {}

  /** Returns a value of {@code schema}, if one is found. */
  static Optional<JsonValue> of(InputSchema schema) {
    for (String text : TEXTS) {
      JsonValue value = value(schema.source(), text);
      if (schema.errors(value).isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private static JsonValue value(JsonObject schema, String text) {
    if (schema.containsKey("default")) {
      return schema.get("default");
    }
    if (schema.get("enum") instanceof JsonArray values && !values.isEmpty()) {
      return values.get(0);
    }
    return switch (type(schema)) {
      case "object" -> object(schema, text);
      case "array" -> array(schema, text);
      case "integer", "number" ->
          schema.get("minimum") instanceof JsonNumber least
              ? least
              : JsonText.provider().createValue(1);
      case "boolean" -> JsonValue.TRUE;
      case "null" -> JsonValue.NULL;
      default -> JsonText.string(text(schema, text));
    };
  }

  private static String type(JsonObject schema) {
    JsonValue type = schema.get("type");
    if (type instanceof JsonArray several && !several.isEmpty()) {
      return ((JsonString) several.get(0)).getString();
    }
    return type instanceof JsonString one
        ? one.getString()
        : schema.containsKey("properties") ? "object" : "string";
  }

  private static JsonObject object(JsonObject schema, String text) {
    JsonObjectBuilder object = JsonText.object();
    JsonObject properties =
        schema.get("properties") instanceof JsonObject own ? own : JsonValue.EMPTY_JSON_OBJECT;
    if (schema.get("required") instanceof JsonArray names) {
      names
          .getValuesAs(JsonString::getString)
          .forEach(
              name ->
                  object.add(
                      name,
                      properties.get(name) instanceof JsonObject of
                          ? value(of, text)
                          : JsonText.string(text)));
    }
    return object.build();
  }

  private static JsonArray array(JsonObject schema, String text) {
    int count = Math.min(Math.max(1, schema.getInt("minItems", 1)), MOST_ITEMS);
    var array = JsonText.array();
    for (int i = 0; i < count; i++) {
      array.add(
          schema.get("items") instanceof JsonObject of
              ? value(of, i == 0 ? text : text + i)
              : JsonText.string(text));
    }
    return array.build();
  }

  private static String text(JsonObject schema, String text) {
    return switch (schema.getString("format", "")) {
      case "date" -> "2026-01-31";
      case "date-time" -> "2026-01-31T12:00:00Z";
      case "uri" -> "https://example.org/";
      case "email" -> "someone@example.org";
      default -> {
        int least = schema.getInt("minLength", 0);
        yield least > text.length() ? text.repeat(least / text.length() + 1) : text;
      }
    };
  }
}
