package org.metagov.gateway.spi;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of the JSON that a platform has sent, in an answer or a webhook, and where it stands.
 * Members that nobody asks for are ignored; null is the same as absent. What is not as it has to be
 * is a {@link PlatformException} that says where, and never what was there instead, which may be
 * anybody's secret: {@code In Loomio's answer polls[0].key is not a text}. Of a {@link #ofWebhook
 * webhook} it is an {@link InvalidParameterException}: it will be the same at each try.
 *
 * <p>Methods with a {@code name} are about the member of that name: {@code part.text("key")} is
 * {@code part.at("key").text()}. Those that begin with {@code is} or {@code has} never fail on an
 * object, nor does {@code textIn}; those that begin with {@code find} are empty where the member is
 * absent.
 *
 * @param source what it is a part of, such as {@code Loomio's answer}
 * @param path where in it, such as {@code polls[0].key}; empty for the whole
 * @param value what stands there; {@link JsonValue#NULL} where there is nothing
 * @param isSent whether the platform has sent it unasked: who gets it wrong is whoever sends
 */
public record JsonPart(String source, String path, JsonValue value, boolean isSent) {
  /** Digits before or behind the point of a number that anybody can be asked to write out. */
  private static final int LONGEST_NUMBER = 100;

  /** Takes null as nothing. */
  public JsonPart {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(path, "path");
    value = value == null ? JsonValue.NULL : value;
  }

  /** A part of an answer. */
  public JsonPart(String source, String path, JsonValue value) {
    this(source, path, value, false);
  }

  /** The whole of {@code source}, which is an answer. */
  public static JsonPart of(String source, JsonValue value) {
    return new JsonPart(source, "", value);
  }

  /** The whole of {@code source}, which is a webhook. */
  public static JsonPart ofWebhook(String source, JsonValue value) {
    return new JsonPart(source, "", value, true);
  }

  /**
   * Returns the member {@code name}, which may be absent.
   *
   * @throws PlatformException where this is no object
   */
  public JsonPart at(String name) {
    return new JsonPart(
        source, path.isEmpty() ? name : path + "." + name, member(object(), name), isSent);
  }

  /** Returns the member {@code name}; empty where it is absent. */
  public Optional<JsonPart> find(String name) {
    return Optional.of(at(name)).filter(JsonPart::isPresent);
  }

  /** Returns the member {@code name}, which is an object. */
  public JsonPart part(String name) {
    JsonPart part = at(name);
    part.object();
    return part;
  }

  /** Returns the member {@code name}, which is an object; empty where it is absent. */
  public Optional<JsonPart> findPart(String name) {
    return has(name) ? Optional.of(part(name)) : Optional.empty();
  }

  /** Returns whether this is there, and not null. */
  public boolean isPresent() {
    return value != JsonValue.NULL;
  }

  /** Returns whether there is a member {@code name}. */
  public boolean has(String name) {
    return at(name).isPresent();
  }

  /** Returns this, which is an object. */
  public JsonObject object() {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw wrong("an object");
  }

  /** Returns the object {@code name}. */
  public JsonObject object(String name) {
    return at(name).object();
  }

  /** Returns whether {@code name} is an object. */
  public boolean isObject(String name) {
    return at(name).value() instanceof JsonObject;
  }

  /** Returns this, which is a list. */
  public JsonArray list() {
    if (value instanceof JsonArray items) {
      return items;
    }
    throw wrong("a list");
  }

  /** Returns the list {@code name}. */
  public JsonArray list(String name) {
    return at(name).list();
  }

  /** Returns the items of this, which is a list. */
  public List<JsonPart> items() {
    JsonArray list = list();
    List<JsonPart> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      items.add(new JsonPart(source, path + "[" + i + "]", list.get(i), isSent));
    }
    return items;
  }

  /** Returns the items of the list {@code name} that are there; none where it is absent. */
  public List<JsonPart> items(String name) {
    return find(name).map(JsonPart::items).orElse(List.of()).stream()
        .filter(JsonPart::isPresent)
        .toList();
  }

  /**
   * Returns the objects in this, which is a list; an item that is none is left out, lest it spoils
   * the others.
   */
  public List<JsonPart> objects() {
    return items().stream().filter(item -> item.value() instanceof JsonObject).toList();
  }

  /** Returns the objects in the list {@code name}, as {@link #objects()}. */
  public List<JsonPart> objects(String name) {
    return at(name).objects();
  }

  /** Returns this, which is a text. */
  public String text() {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw wrong("a text");
  }

  /** Returns the text {@code name}. */
  public String text(String name) {
    return at(name).text();
  }

  /** Returns the text {@code name}; empty where it is absent. */
  public Optional<String> findText(String name) {
    return find(name).map(JsonPart::text);
  }

  /** Returns the text {@code name}; empty where it is absent or anything else. */
  public Optional<String> textIn(String name) {
    return at(name).value() instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  /** Returns whether {@code name} is a text. */
  public boolean isText(String name) {
    return at(name).value() instanceof JsonString;
  }

  /** Returns whether {@code name} is the text {@code expected}. */
  public boolean isText(String name, String expected) {
    return at(name).value() instanceof JsonString text && text.getString().equals(expected);
  }

  /** Returns this, which is a whole number of at most 64 bits. */
  public long number() {
    try {
      return integer().longValueExact();
    } catch (ArithmeticException e) {
      throw wrong("a whole number");
    }
  }

  /** Returns {@code name}, a whole number of at most 64 bits. */
  public long number(String name) {
    return at(name).number();
  }

  /** Returns whether {@code name} is a whole number. */
  public boolean isNumber(String name) {
    return isWhole(at(name).value());
  }

  /** Returns this, which is a whole number of any size. */
  public BigInteger integer() {
    if (isWhole(value)) {
      return ((JsonNumber) value).bigIntegerValueExact();
    }
    throw wrong("a whole number");
  }

  /** Returns the whole number {@code name}, of any size. */
  public BigInteger integer(String name) {
    return at(name).integer();
  }

  /** Returns this, which is a number. */
  public JsonNumber decimal() {
    if (value instanceof JsonNumber number) {
      return number;
    }
    throw wrong("a number");
  }

  /** Returns the number {@code name}. */
  public JsonNumber decimal(String name) {
    return at(name).decimal();
  }

  /** Returns the number {@code name}; empty where it is absent. */
  public Optional<JsonNumber> findDecimal(String name) {
    return find(name).map(JsonPart::decimal);
  }

  /** Returns this, a number that may also stand in a text, lest it loses a digit on the way. */
  public JsonNumber numeral() {
    if (value instanceof JsonString text && text.getString().length() <= LONGEST_NUMBER) {
      try {
        BigDecimal number = new BigDecimal(text.getString());
        if (isShort(number)) {
          return Json.createValue(number);
        }
      } catch (NumberFormatException e) {
        // Told below, as everything else that is no number.
      }
      throw wrong("a number");
    }
    return decimal();
  }

  /** Returns {@code name}, as {@link #numeral()}. */
  public JsonNumber numeral(String name) {
    return at(name).numeral();
  }

  /** Returns whether this is true, which it has to be, or false. */
  public boolean truth() {
    if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
      return value == JsonValue.TRUE;
    }
    throw wrong("true or false");
  }

  /** Returns whether {@code name} is true, which it has to be, or false. */
  public boolean truth(String name) {
    return at(name).truth();
  }

  /** Returns whether {@code name} is true, and neither false, absent nor anything else. */
  public boolean isTrue(String name) {
    return at(name).value() == JsonValue.TRUE;
  }

  /** Returns this, which is a time as in RFC 3339, such as {@code 2030-01-01T12:00:00Z}. */
  public Instant time() {
    try {
      return OffsetDateTime.parse(text()).toInstant();
    } catch (DateTimeException e) {
      throw wrong("a time");
    }
  }

  /** Returns the time {@code name}; empty where it is absent. */
  public Optional<Instant> findTime(String name) {
    return find(name).map(JsonPart::time);
  }

  /** Returns what tells that this is not {@code expected}, such as {@code a key}. */
  public RuntimeException wrong(String expected) {
    String what = isPresent() ? "not " + expected : "missing";
    String told =
        path.isEmpty()
            ? Character.toUpperCase(source.charAt(0)) + source.substring(1) + " is " + what
            : "In " + source + " " + path + " is " + what;
    return isSent ? new InvalidParameterException(told) : new PlatformException(told);
  }

  private static JsonValue member(JsonObject object, String name) {
    return object.getOrDefault(name, JsonValue.NULL);
  }

  private static boolean isWhole(JsonValue value) {
    return value instanceof JsonNumber number
        && isShort(number.bigDecimalValue())
        && number.bigDecimalValue().stripTrailingZeros().scale() <= 0;
  }

  /** Returns whether a number has no exponent that would take for ever to write out. */
  private static boolean isShort(BigDecimal number) {
    return Math.abs((long) number.scale()) <= LONGEST_NUMBER;
  }

  /** Says where, and not what: it may be a secret. */
  @Override
  public String toString() {
    return path.isEmpty() ? source : path + " in " + source;
  }
}
