package org.metagov.gateway.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * Text without halves of surrogate pairs: the escapes of JSON can bring them, and neither UTF-8 nor
 * a database can hold them.
 */
final class WholeText {
  private WholeText() {}

  /** Returns {@code text} with U+FFFD in place of each half. */
  static String of(String text) {
    return hasSurrogate(text)
        ? new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE)
        : text;
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Returns {@code value} with every string and name in it so. */
  static JsonValue of(JsonValue value) {
    return isWhole(value) ? value : copy(value);
  }

  private static boolean isWhole(JsonValue value) {
    return switch (value.getValueType()) {
      case STRING -> isWhole(((JsonString) value).getString());
      case ARRAY -> value.asJsonArray().stream().allMatch(WholeText::isWhole);
      case OBJECT ->
          value.asJsonObject().entrySet().stream()
              .allMatch(member -> isWhole(member.getKey()) && isWhole(member.getValue()));
      default -> true;
    };
  }

  private static boolean isWhole(String text) {
    return !hasSurrogate(text) || of(text).equals(text);
  }

  private static JsonValue copy(JsonValue value) {
    return switch (value.getValueType()) {
      case STRING -> JsonText.string(of(((JsonString) value).getString()));
      case ARRAY -> copy(value.asJsonArray());
      case OBJECT -> copy(value.asJsonObject());
      default -> value;
    };
  }

  private static JsonArray copy(JsonArray array) {
    JsonArrayBuilder copy = JsonText.array();
    array.forEach(item -> copy.add(copy(item)));
    return copy.build();
  }

  private static JsonObject copy(JsonObject object) {
    JsonObjectBuilder copy = JsonText.object();
    object.forEach((name, member) -> copy.add(of(name), copy(member)));
    return copy.build();
  }
}
