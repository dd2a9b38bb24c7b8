package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * An object in an answer of Loomio's. What is not as it has to be is a {@link PlatformException}
 * that says where; null is absent.
 *
 * @param path where it stands, such as {@code polls[0]}; empty for the answer itself
 */
record Part(JsonObject json, String path) {
  /** Returns the answer as a whole. */
  static Part of(PlatformResponse answer) {
    return new Part(answer.jsonObject(), "");
  }

  boolean has(String name) {
    return value(name) != JsonValue.NULL;
  }

  /** Returns the objects in the list {@code name}; what is none spoils nothing. */
  List<Part> usable(String name) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < list(name).size(); i++) {
      if (list(name).get(i) instanceof JsonObject object) {
        parts.add(new Part(object, at(name + "[" + i + "]")));
      }
    }
    return parts;
  }

  JsonArray list(String name) {
    if (value(name) instanceof JsonArray items) {
      return items;
    }
    throw wrong(name, "a list");
  }

  /** Returns whether {@code name} is the text {@code expected}. */
  boolean isText(String name, String expected) {
    return value(name) instanceof JsonString text && text.getString().equals(expected);
  }

  boolean isTrue(String name) {
    return value(name) == JsonValue.TRUE;
  }

  JsonObject object(String name) {
    if (value(name) instanceof JsonObject object) {
      return object;
    }
    throw wrong(name, "an object");
  }

  String text(String name) {
    if (value(name) instanceof JsonString text) {
      return text.getString();
    }
    throw wrong(name, "a text");
  }

  JsonNumber number(String name) {
    if (value(name) instanceof JsonNumber number) {
      return number;
    }
    throw wrong(name, "a number");
  }

  /** Returns whether {@code name} is a whole number. */
  boolean isId(String name) {
    return value(name) instanceof JsonNumber number && number.isIntegral();
  }

  /** Returns the whole number {@code name}. */
  long id(String name) {
    try {
      return number(name).bigDecimalValue().longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(name, "an id");
    }
  }

  /** Returns the number {@code name}; Rails writes some as texts, lest they lose a digit. */
  JsonNumber numeral(String name) {
    if (value(name) instanceof JsonString text) {
      try {
        return Json.createValue(new BigDecimal(text.getString()));
      } catch (NumberFormatException e) {
        throw wrong(name, "a number");
      }
    }
    return number(name);
  }

  Optional<String> textIfAny(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  Optional<JsonNumber> numberIfAny(String name) {
    return has(name) ? Optional.of(number(name)) : Optional.empty();
  }

  PlatformException wrong(String name, String expected) {
    return new PlatformException("In Loomio's answer " + at(name) + " is not " + expected);
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private JsonValue value(String name) {
    return json.getOrDefault(name, JsonValue.NULL);
  }
}
