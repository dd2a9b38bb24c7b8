package org.metagov.gateway.plugins.discourse;

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
 * An object in what Discourse has sent. Members that nobody asks for are ignored; one that is
 * missing or of the wrong type is a {@link PlatformException} that names it.
 *
 * @param path what it is, such as {@code post.polls[0]}
 */
record Part(String path, JsonObject object) {
  /** Returns {@code value}, which is an object. */
  static Part of(String path, JsonValue value) {
    if (value instanceof JsonObject object) {
      return new Part(path, object);
    }
    throw new PlatformException("Discourse sent " + path + " that is not an object");
  }

  /** Returns the objects in {@code value}, which is a list; what is none spoils nothing. */
  static List<Part> usable(String path, JsonValue value) {
    if (!(value instanceof JsonArray items)) {
      throw new PlatformException("Discourse sent " + path + " that is not a list");
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof JsonObject object) {
        parts.add(new Part(path + "[" + i + "]", object));
      }
    }
    return parts;
  }

  /** Returns whether {@code name} is the text {@code expected}. */
  boolean isText(String name, String expected) {
    return value(name) instanceof JsonString text && text.getString().equals(expected);
  }

  /** Returns whether there is a member {@code name} that is not null. */
  boolean has(String name) {
    return object.getOrDefault(name, JsonValue.NULL) != JsonValue.NULL;
  }

  /** Returns the member {@code name} as it is; null where it is absent. */
  JsonValue value(String name) {
    return object.getOrDefault(name, JsonValue.NULL);
  }

  String text(String name) {
    if (value(name) instanceof JsonString text) {
      return text.getString();
    }
    throw wrong(name, "text");
  }

  Optional<String> findText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** Returns the member {@code name}, a whole number of at most 64 bits. */
  long number(String name) {
    try {
      if (value(name) instanceof JsonNumber number) {
        return number.longValueExact();
      }
    } catch (ArithmeticException e) {
      // Told below, as everything else that is no such number.
    }
    throw wrong(name, "a whole number");
  }

  boolean isObject(String name) {
    return value(name) instanceof JsonObject;
  }

  boolean isText(String name) {
    return value(name) instanceof JsonString;
  }

  /** Returns whether {@code name} is a whole number. */
  boolean isNumber(String name) {
    return value(name) instanceof JsonNumber number && number.isIntegral();
  }

  boolean truth(String name) {
    if (value(name) == JsonValue.TRUE || value(name) == JsonValue.FALSE) {
      return value(name) == JsonValue.TRUE;
    }
    throw wrong(name, "true or false");
  }

  /** Returns the member {@code name}, a list of whole numbers. */
  List<Long> numbers(String name) {
    if (value(name) instanceof JsonArray items
        && items.stream().allMatch(JsonNumber.class::isInstance)) {
      try {
        return items.getValuesAs(JsonNumber::longValueExact);
      } catch (ArithmeticException e) {
        // Told below.
      }
    }
    throw wrong(name, "a list of whole numbers");
  }

  Part part(String name) {
    return of(path + "." + name, value(name));
  }

  List<Part> usable(String name) {
    return usable(path + "." + name, value(name));
  }

  private PlatformException wrong(String name, String expected) {
    return new PlatformException(
        has(name)
            ? "Discourse sent " + path + "." + name + " that is not " + expected
            : "Discourse sent no " + path + "." + name);
  }
}
