package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;
import org.metagov.gateway.testing.FakeServer;

/**
 * The parameters of a request, as Rails reads them: those of the query, and over them those of the
 * body, a form ({@code name[]} for lists) or a JSON object.
 *
 * @param query those of the query
 * @param body those of the body
 * @param isJson whether the body is JSON
 */
record FakeParameters(JsonObject query, JsonObject body, boolean isJson) {
  /** Reads {@code request}; a body that is not what it says is none. */
  static FakeParameters of(FakeServer.Request request) {
    int mark = request.target().indexOf('?');
    JsonObject query = mark < 0 ? form("") : form(request.target().substring(mark + 1));
    String type = request.header("Content-Type").orElse("");
    if (type.startsWith("application/json")) {
      return new FakeParameters(query, json(request.body()), true);
    }
    boolean isForm = type.startsWith("application/x-www-form-urlencoded");
    return new FakeParameters(query, form(isForm ? request.body() : ""), false);
  }

  /**
   * Returns what arrives at the record {@code resource}: what is within a member of that name;
   * else, of a JSON body, the members that are columns of the record; else everything.
   */
  JsonObject resource(String resource, Set<String> columns) {
    if (body.get(resource) instanceof JsonObject nested) {
      return nested;
    }
    var kept = JsonText.object();
    body.forEach(
        (name, value) -> {
          boolean arrives = isJson ? columns.contains(name) : !name.equals("api_key");
          if (arrives) {
            kept.add(name, value);
          }
        });
    return kept.build();
  }

  /** Returns the text, number or truth value {@code name}, as text. */
  Optional<String> text(String name) {
    return text(body, name).or(() -> text(query, name));
  }

  /** Returns the number {@code name}; {@code otherwise} where there is none. */
  long number(String name, long otherwise) {
    return text(name).filter(t -> t.matches("\\d+")).map(Long::parseLong).orElse(otherwise);
  }

  /** Returns how many items of a list come at once; there is no upper limit. */
  long limit(boolean isToday) {
    long per = number("per", 50);
    return isToday ? number("limit", per) : per;
  }

  /** Returns how many items come before those of a page. */
  long offset(boolean isToday) {
    long from = number("from", 0);
    return isToday ? number("offset", from) : from;
  }

  /** Returns {@code name} of {@code object}, as text. */
  static Optional<String> text(JsonObject object, String name) {
    JsonValue value = object.getOrDefault(name, JsonValue.NULL);
    return switch (value.getValueType()) {
      case STRING -> Optional.of(((JsonString) value).getString());
      case NUMBER, TRUE, FALSE -> Optional.of(value.toString());
      default -> Optional.empty();
    };
  }

  /** Returns the list {@code name} of {@code object}; empty where it is no list. */
  static List<String> list(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray items
        ? items.getValuesAs(JsonString::getString)
        : List.of();
  }

  private static JsonObject json(String body) {
    try {
      return JsonText.parse(body) instanceof JsonObject object ? object : form("");
    } catch (MalformedJsonException e) {
      return form("");
    }
  }

  private static JsonObject form(String text) {
    Map<String, String> single = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
      String name = decode(pair.substring(0, Math.max(0, pair.indexOf('='))));
      String value = decode(pair.substring(pair.indexOf('=') + 1));
      if (name.endsWith("[]")) {
        lists
            .computeIfAbsent(name.substring(0, name.length() - 2), n -> new ArrayList<>())
            .add(value);
      } else {
        single.put(name, value);
      }
    }
    var object = JsonText.object();
    single.forEach(object::add);
    lists.forEach(
        (name, values) -> {
          var array = JsonText.array();
          values.forEach(array::add);
          object.add(name, array);
        });
    return object.build();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
