package org.metagov.gateway.testing.plugin;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.metagov.gateway.json.JsonText;

/** What becomes of a genuine webhook when somebody changes it who does not care what it means. */
final class Mutations {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e400",
          "null",
          "[]",
          "{}",
          "a,b",
          "=",
          "\u0000",
          "\ud800",
          "2030-01-31T00:00:00Z",
          "http://127.0.0.1:1/",
          "x".repeat(5_000),
          "9".repeat(30),
          "%00%zz",
          "../..",
          "sha256=",
          "sha256=" + "0".repeat(64),
          "\u202e<!--");

  private final Random random;
  private final List<JsonValue> values = new ArrayList<>();

  /** What {@code random} makes of it. */
  Mutations(Random random) {
    this.random = random;
    TEXTS.forEach(text -> values.add(JsonText.string(text)));
    values.addAll(
        List.of(
            JsonValue.NULL,
            JsonValue.TRUE,
            JsonValue.FALSE,
            JsonValue.EMPTY_JSON_ARRAY,
            JsonValue.EMPTY_JSON_OBJECT,
            JsonText.provider().createValue(-1),
            JsonText.provider().createValue(Long.MAX_VALUE),
            JsonText.provider().createValue(new java.math.BigDecimal("1e30")),
            JsonText.provider().createValue(0.5),
            JsonText.array().add(JsonValue.NULL).add(7).build()));
  }

  /** Returns {@code headers}, of which one may be gone, or have another value. */
  Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    if (!headers.isEmpty() && random.nextInt(3) == 0) {
      String name = List.copyOf(headers.keySet()).get(random.nextInt(headers.size()));
      if (random.nextBoolean()) {
        changed.remove(name);
      } else {
        changed.put(name, one(TEXTS));
      }
    }
    return changed;
  }

  /** Returns {@code body} with one value changed, or some bytes. */
  byte[] body(String body) {
    if (random.nextInt(4) == 0) {
      return bytes(body.getBytes(StandardCharsets.UTF_8));
    }
    JsonValue value;
    try {
      value = JsonText.parse(body);
    } catch (RuntimeException e) {
      return bytes(body.getBytes(StandardCharsets.UTF_8));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      value = changed(value);
    }
    return JsonText.write(value).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] bytes(byte[] body) {
    byte[] changed = body.clone();
    for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(changed, random.nextInt(changed.length + 1))
        : changed;
  }

  /** One value somewhere in it is another one, or is gone. */
  private JsonValue changed(JsonValue value) {
    boolean deeper = value instanceof JsonStructure && random.nextInt(5) > 0;
    if (deeper && value instanceof JsonObject object && !object.isEmpty()) {
      String name = one(List.copyOf(object.keySet()));
      return random.nextInt(6) == 0
          ? JsonText.object(object).remove(name).build()
          : JsonText.object(object).add(name, changed(object.get(name))).build();
    }
    if (deeper && value instanceof JsonArray array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      return JsonText.provider().createArrayBuilder(array).set(at, changed(array.get(at))).build();
    }
    return one(values);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
