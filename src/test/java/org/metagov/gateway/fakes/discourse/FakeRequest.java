package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.testing.FakeServer;

/**
 * A request, as Rails reads it: the path without its format, and the parameters of query and body.
 *
 * @param path without {@code .json}
 * @param isJson whether JSON is asked for
 * @param query in the order of the URL; a name may come more than once
 * @param fields of the body's own level, as texts
 */
record FakeRequest(
    String method,
    String path,
    boolean isJson,
    List<Map.Entry<String, String>> query,
    Map<String, String> fields) {

  static FakeRequest of(FakeServer.Request request) {
    URI target = URI.create(request.target());
    String path = target.getPath();
    boolean json =
        path.endsWith(".json")
            || request.header("Accept").filter(a -> a.contains("application/json")).isPresent();
    return new FakeRequest(
        request.method(),
        path.endsWith(".json") ? path.substring(0, path.length() - ".json".length()) : path,
        json,
        pairs(Optional.ofNullable(target.getRawQuery()).orElse("")),
        fields(request));
  }

  /** Returns the parameter {@code name}. */
  String require(String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> FakeRefusal.missing(name));
  }

  Optional<String> parameter(String name) {
    return query.stream().filter(p -> p.getKey().equals(name)).map(Map.Entry::getValue).findFirst();
  }

  private static Map<String, String> fields(FakeServer.Request request) {
    Map<String, String> fields = new LinkedHashMap<>();
    String type = request.header("Content-Type").orElse("");
    if (type.startsWith("application/json") && !request.body().isEmpty()) {
      object(request.body()).forEach((name, value) -> put(fields, name, value));
    } else if (type.startsWith("application/x-www-form-urlencoded")) {
      pairs(request.body()).forEach(pair -> fields.put(pair.getKey(), pair.getValue()));
    }
    return fields;
  }

  /** Keeps plain values: what is nested is no value of its own level. */
  private static void put(Map<String, String> fields, String name, JsonValue value) {
    if (value instanceof JsonString text) {
      fields.put(name, text.getString());
    } else if (value instanceof JsonArray items) {
      fields.put(
          name,
          String.join(
              ",",
              items.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList()));
    } else if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
      // Rails keeps it as it is; what compares it with a text finds it another.
      fields.put(name, "(" + value + ")");
    } else if (!(value instanceof JsonObject) && value != JsonValue.NULL) {
      fields.put(name, value.toString());
    }
  }

  private static JsonObject object(String body) {
    try {
      return Json.createReader(new StringReader(body)).readObject();
    } catch (JsonException e) {
      throw FakeRefusal.missing("JSON");
    }
  }

  private static List<Map.Entry<String, String>> pairs(String text) {
    return List.of(text.split("&")).stream()
        .filter(pair -> pair.contains("="))
        .map(pair -> pair.split("=", 2))
        .map(pair -> Map.entry(decode(pair[0]), decode(pair[1])))
        .toList();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
