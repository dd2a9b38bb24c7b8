package org.metagov.gateway.schema;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A text somewhere in a value, with what the value's schema says of it.
 *
 * @param pointer where it stands (RFC 6901)
 * @param text what it says
 * @param secret whether it, or something it is part of, is {@code writeOnly}
 * @param url whether its format is {@code uri}
 */
public record TextMember(String pointer, String text, boolean secret, boolean url) {
  /** Returns the texts in {@code value}, however deep. */
  public static Stream<TextMember> in(JsonValue value, JsonObject schema) {
    return in(value, schema, "", false);
  }

  /** As {@link #in(JsonValue, JsonObject)}, for what {@code pointer} points to. */
  public static Stream<TextMember> in(
      JsonValue value, JsonObject schema, String pointer, boolean inSecret) {
    boolean secret = inSecret || isSecret(schema);
    if (value instanceof JsonString text) {
      boolean url = schema.getString("format", "").equals("uri");
      return Stream.of(new TextMember(pointer, text.getString(), secret, url));
    }
    if (value instanceof JsonObject object) {
      return object.keySet().stream()
          .flatMap(
              name ->
                  in(
                      object.get(name),
                      member(schema, name),
                      pointer + "/" + InputSchema.escape(name),
                      secret));
    }
    if (value instanceof JsonArray items) {
      JsonObject of = item(schema);
      return IntStream.range(0, items.size())
          .boxed()
          .flatMap(i -> in(items.get(i), of, pointer + "/" + i, secret));
    }
    return Stream.of();
  }

  /** Returns whether what {@code schema} describes is secret. */
  public static boolean isSecret(JsonObject schema) {
    return schema.getBoolean("writeOnly", false);
  }

  /** Returns the schema of the items of an array. */
  public static JsonObject item(JsonObject schema) {
    return part(schema.get("items"));
  }

  /** Returns the schema of the member {@code name} of an object. */
  public static JsonObject member(JsonObject schema, String name) {
    JsonObject own = part(schema.get("properties"));
    return part(own.getOrDefault(name, schema.get("additionalProperties")));
  }

  private static JsonObject part(JsonValue schema) {
    return schema instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
  }
}
