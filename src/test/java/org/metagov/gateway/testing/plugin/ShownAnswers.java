package org.metagov.gateway.testing.plugin;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.metagov.gateway.json.JsonText;

/**
 * What the documents of the API show of a plugin's actions: {@code examples.json} beside its class,
 * {@code {"actions": {"<action>": {"parameters", "result"}}}}. With the environment variable {@code
 * EXAMPLES=record} the contract writes it; without, what it shows must be what the actions answer.
 */
final class ShownAnswers {
  private static final String FILE = "examples.json";
  private static final String ACTIONS = "actions";
  private static final String ANYWHERE = "https://platform.example.org";
  private static final JsonWriterFactory WRITERS =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  private ShownAnswers() {}

  /**
   * Compares an answer with the one that is shown to the same parameters, if one is.
   *
   * @param place the address of the platform's fake, which is another one each time
   */
  static void compare(
      Class<?> plugin, String action, JsonObject parameters, JsonObject result, String place) {
    JsonObject answered =
        Json.createObjectBuilder()
            .add("parameters", steady(parameters, place))
            .add("result", steady(result, place))
            .build();
    if ("record".equals(System.getenv("EXAMPLES"))) {
      record(plugin, action, answered);
      return;
    }
    JsonObject shown =
        shown(plugin).getOrDefault(action, JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    boolean same = answered.get("parameters").equals(shown.get("parameters"));
    if (same && !isAlike(shown.get("result"), answered.get("result"))) {
      throw new AssertionError(
          FILE + " shows another answer of " + action + "; EXAMPLES=record writes it: " + answered);
    }
  }

  private static JsonObject shown(Class<?> plugin) {
    try (InputStream in = plugin.getResourceAsStream(FILE)) {
      return in == null
          ? JsonValue.EMPTY_JSON_OBJECT
          : JsonText.parse(in.readAllBytes()).asJsonObject().getJsonObject(ACTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void record(Class<?> plugin, String action, JsonObject answered) {
    Path file =
        Path.of("src", "main", "resources")
            .resolve(plugin.getPackageName().replace('.', '/'))
            .resolve(FILE);
    try {
      JsonObject before =
          Files.exists(file)
              ? JsonText.parse(Files.readAllBytes(file)).asJsonObject().getJsonObject(ACTIONS)
              : JsonValue.EMPTY_JSON_OBJECT;
      if (!before.containsKey(action)) {
        JsonObjectBuilder actions = Json.createObjectBuilder(before).add(action, answered);
        StringWriter text = new StringWriter();
        WRITERS
            .createWriter(text)
            .writeObject(Json.createObjectBuilder().add(ACTIONS, actions).build());
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.toString().strip() + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject steady(JsonObject value, String place) {
    return JsonText.parse(JsonText.write(value).replace(place, ANYWHERE)).asJsonObject();
  }

  /** Returns whether both have the same members, of the same types. */
  private static boolean isAlike(JsonValue one, JsonValue other) {
    if (one instanceof JsonObject shown && other instanceof JsonObject answered) {
      return shown.keySet().equals(answered.keySet())
          && shown.keySet().stream().allMatch(name -> isAlike(shown.get(name), answered.get(name)));
    }
    if (one instanceof JsonArray shown && other instanceof JsonArray answered) {
      return shown.isEmpty() == answered.isEmpty()
          && (shown.isEmpty() || isAlike(shown.get(0), answered.get(0)));
    }
    return one.getValueType() == other.getValueType() || (isBoolean(one) && isBoolean(other));
  }

  private static boolean isBoolean(JsonValue value) {
    return value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE);
  }
}
