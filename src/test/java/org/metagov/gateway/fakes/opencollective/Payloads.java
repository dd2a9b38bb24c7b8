package org.metagov.gateway.fakes.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The templates of what the platform says, and JSON as maps and lists, as graphql-java has it. */
final class Payloads {
  private Payloads() {}

  /** Returns the file {@code name}. */
  static String text(String name) {
    try (InputStream in = Payloads.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the object in the file {@code name}. */
  static Map<String, Object> object(String name) {
    return members(json(text(name)).asJsonObject());
  }

  static JsonValue json(String text) {
    return Json.createReader(new StringReader(text)).readValue();
  }

  /** Returns {@code object} as a map that can be changed. */
  static Map<String, Object> members(JsonObject object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEach((name, value) -> map.put(name, plain(value)));
    return map;
  }

  /** Returns {@code value} as text, number, boolean, list, map or null. */
  static Object plain(JsonValue value) {
    return switch (value.getValueType()) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case STRING -> ((JsonString) value).getString();
      case NUMBER -> number((JsonNumber) value);
      case ARRAY -> list(value.asJsonArray());
      case OBJECT -> members(value.asJsonObject());
    };
  }

  private static List<Object> list(JsonArray array) {
    List<Object> list = new ArrayList<>();
    array.forEach(item -> list.add(plain(item)));
    return list;
  }

  private static Number number(JsonNumber number) {
    BigDecimal value = number.bigDecimalValue();
    if (!number.isIntegral()) {
      return value;
    }
    return value.toBigInteger().bitLength() < Integer.SIZE
        ? (Number) value.intValueExact()
        : value.toBigInteger();
  }

  /** Returns what {@link #plain} has made, or graphql-java, as JSON. */
  static JsonValue json(Object plain) {
    if (plain == null) {
      return JsonValue.NULL;
    }
    if (plain instanceof Map<?, ?> map) {
      JsonObjectBuilder object = Json.createObjectBuilder();
      map.forEach((name, value) -> object.add(name.toString(), json(value)));
      return object.build();
    }
    if (plain instanceof Collection<?> items) {
      JsonArrayBuilder array = Json.createArrayBuilder();
      items.forEach(item -> array.add(json(item)));
      return array.build();
    }
    if (plain instanceof Boolean bool) {
      return bool ? JsonValue.TRUE : JsonValue.FALSE;
    }
    return plain instanceof Number number
        ? Json.createValue(new BigDecimal(number.toString()))
        : Json.createValue(plain.toString());
  }
}
