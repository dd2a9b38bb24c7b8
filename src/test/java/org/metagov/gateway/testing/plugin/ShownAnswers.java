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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.metagov.gateway.json.JsonText;

/**
 * What the documents of the API show of a plugin's actions: {@code examples.json} beside its class,
 * {@code {"actions": {"<action>": {"parameters", "result"}}}}. With the environment variable {@code
 * EXAMPLES=record} the contract writes it; without, what it shows must be what the actions answer.
 */
public final class ShownAnswers {
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
    if (isRecording()) {
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

  /**
   * Calls a plugin that needs no {@link FakePlatform} as {@code examples} say, one after another,
   * and compares its answers with those that are shown.
   *
   * @param place the address of what it asks; empty: nothing
   */
  public static void compareAll(
      Class<?> type, PluginUnderTest plugin, String place, List<ActionExample> examples) {
    for (ActionExample example : examples) {
      JsonObject result = plugin.action(example.action(), example.parameters());
      compare(type, example.action(), example.parameters(), result, place);
    }
    requireCurrent(type, plugin.descriptor().actions().keySet(), place, examples);
  }

  /**
   * Fails where a plugin that shows answers does not show one of each of its {@code actions}, or
   * one to parameters that no test gives it any more.
   */
  static void requireCurrent(
      Class<?> type, Set<String> actions, String place, List<ActionExample> examples) {
    JsonObject shown = shown(type);
    if (shown.isEmpty() || isRecording()) {
      return;
    }
    if (!shown.keySet().equals(actions)) {
      throw new AssertionError(FILE + " shows " + shown.keySet() + ", and there is " + actions);
    }
    for (String action : actions) {
      JsonValue parameters = shown.getJsonObject(action).get("parameters");
      if (examples.stream()
          .filter(example -> example.action().equals(action))
          .noneMatch(example -> steady(example.parameters(), place).equals(parameters))) {
        throw new AssertionError(FILE + " shows what no test asks of " + action);
      }
    }
  }

  private static boolean isRecording() {
    return "record".equals(System.getenv("EXAMPLES"));
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
    String text = JsonText.write(value);
    return JsonText.parse(place.isEmpty() ? text : text.replace(place, ANYWHERE)).asJsonObject();
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
