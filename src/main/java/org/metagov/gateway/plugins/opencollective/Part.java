package org.metagov.gateway.plugins.opencollective;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.PlatformException;

/**
 * An object in an answer. Where a member is not what it should be, the failure says by its path
 * which.
 *
 * @param json the object
 * @param path where it stands in the answer, such as {@code conversation.body}
 */
record Part(JsonObject json, String path) {
  /** Returns the object {@code name}. */
  Part part(String name) {
    return optionalPart(name).orElseThrow(() -> isNot(name, "an object"));
  }

  /** Returns the object {@code name}; empty where it is null or missing. */
  Optional<Part> optionalPart(String name) {
    if (isAbsent(name)) {
      return Optional.empty();
    }
    if (json.get(name) instanceof JsonObject object) {
      return Optional.of(new Part(object, path + "." + name));
    }
    throw isNot(name, "an object");
  }

  /** Returns the objects in the array {@code name}, which may be null or hold nulls. */
  List<Part> parts(String name) {
    List<Part> parts = new ArrayList<>();
    for (JsonValue item : array(name)) {
      if (item instanceof JsonObject object) {
        parts.add(new Part(object, path + "." + name));
      } else if (item != JsonValue.NULL) {
        throw isNot(name, "an array of objects");
      }
    }
    return parts;
  }

  /** Returns the texts in the array {@code name}, which may be null or hold nulls. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(name)) {
      if (item instanceof JsonString text) {
        texts.add(text.getString());
      } else if (item != JsonValue.NULL) {
        throw isNot(name, "an array of texts");
      }
    }
    return texts;
  }

  /** Returns the text {@code name}. */
  String text(String name) {
    return optionalText(name).orElseThrow(() -> isNot(name, "a text"));
  }

  /** Returns the text {@code name}; empty where it is null or missing. */
  Optional<String> optionalText(String name) {
    if (isAbsent(name)) {
      return Optional.empty();
    }
    if (json.get(name) instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw isNot(name, "a text");
  }

  /** Returns the integer {@code name}. */
  JsonNumber integer(String name) {
    if (json.get(name) instanceof JsonNumber number && isShort(number) && number.isIntegral()) {
      return number;
    }
    throw isNot(name, "an integer");
  }

  private boolean isAbsent(String name) {
    return json.getOrDefault(name, JsonValue.NULL) == JsonValue.NULL;
  }

  private JsonArray array(String name) {
    if (isAbsent(name)) {
      return JsonValue.EMPTY_JSON_ARRAY;
    }
    if (json.get(name) instanceof JsonArray array) {
      return array;
    }
    throw isNot(name, "an array");
  }

  /** Returns whether a number has no exponent that would take for ever to write out. */
  private static boolean isShort(JsonNumber number) {
    return Math.abs((long) number.bigDecimalValue().scale()) <= 100;
  }

  private PlatformException isNot(String name, String expected) {
    return new PlatformException(
        "In the platform's answer " + path + "." + name + " is not " + expected);
  }
}
