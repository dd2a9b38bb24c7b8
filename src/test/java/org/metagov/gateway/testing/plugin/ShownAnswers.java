package org.metagov.gateway.testing.plugin;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;

/**
 * What the documents of the API show of a plugin: {@code examples.json} beside its class, {@code
 * {"actions": {"<action>": {"parameters", "result"}}, "config", "processes": {"<process>":
 * {"parameters", "pending", "completed"}}, "events": {"<event type>": {"data", "initiator"}}}}.
 * With the environment variable {@code EXAMPLES=record} the contract writes what is not there yet;
 * without, what it shows must be what the plugin takes and answers.
 */
public final class ShownAnswers {
  private static final String FILE = "examples.json";
  private static final String ACTIONS = "actions";
  private static final String CONFIG = "config";
  private static final String PROCESSES = "processes";
  private static final String EVENTS = "events";
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
      record(plugin, ACTIONS, action, answered);
      return;
    }
    JsonObject shown =
        shown(plugin, ACTIONS).getOrDefault(action, JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    boolean same = answered.get("parameters").equals(shown.get("parameters"));
    if (same && !isAlike(shown.get("result"), answered.get("result"))) {
      throw new AssertionError(
          FILE + " shows another answer of " + action + "; EXAMPLES=record writes it: " + answered);
    }
  }

  /** Compares a config that works with the one that is shown, if one is. */
  static void compareConfig(Class<?> plugin, JsonObject config, String place) {
    JsonObject works = steady(config, place);
    if (isRecording()) {
      if (shown(plugin, CONFIG).isEmpty()) {
        write(plugin, Json.createObjectBuilder(written(plugin)).add(CONFIG, works).build());
      }
    } else {
      requireAlike(CONFIG, shown(plugin, CONFIG), works);
    }
  }

  /**
   * Compares what a process was started with, how it stood, and what came of it with what is shown,
   * if something is.
   *
   * @param place the address of the platform's fake, which is another one each time
   */
  public static void compareProcess(
      Class<?> plugin,
      String process,
      JsonObject parameters,
      JsonObject pending,
      JsonObject completed,
      String place) {
    JsonObject seen =
        Json.createObjectBuilder()
            .add("parameters", steady(parameters, place))
            .add("pending", steady(pending, place))
            .add("completed", steady(completed, place))
            .build();
    if (isRecording()) {
      record(plugin, PROCESSES, process, seen);
    } else if (shown(plugin, PROCESSES).get(process) instanceof JsonObject shown
        && isAlike(shown.get("parameters"), seen.get("parameters"))) {
      requireAlike(process, shown, seen);
    }
  }

  /**
   * Compares what a plugin has told with what is shown of it, if something is: the last event of
   * each type that it declares. Fails where it declares one that it has not told.
   *
   * @param place the address of the platform's fake, which is another one each time
   */
  public static void compareEvents(
      Class<?> type, PluginDescriptor plugin, List<Emitted> told, String place) {
    Set<String> declared =
        plugin.events().stream()
            .map(EventDescriptor::eventType)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String eventType : declared) {
      JsonObject seen =
          told.stream()
              .filter(event -> event.eventType().equals(eventType))
              .reduce((before, last) -> last)
              .map(event -> seen(event, place))
              .orElseThrow(() -> new AssertionError("declared, and told in no test: " + eventType));
      if (isRecording()) {
        record(type, EVENTS, eventType, seen);
      } else if (shown(type, EVENTS).get(eventType) instanceof JsonObject shown) {
        requireAlike(eventType, shown, seen);
      }
    }
    if (!isRecording()) {
      requireAll(shown(type, EVENTS), declared);
    }
  }

  private static JsonObject seen(Emitted event, String place) {
    return steady(
        Json.createObjectBuilder()
            .add("data", event.data())
            .add("initiator", event.initiator())
            .build(),
        place);
  }

  /** Fails where what {@code process} is shown to be started with is none of {@code given}. */
  static void requireAsked(Class<?> plugin, String process, List<JsonObject> given) {
    if (shown(plugin, PROCESSES).get(process) instanceof JsonObject shown
        && given.stream().noneMatch(one -> isAlike(shown.get("parameters"), one))) {
      throw new AssertionError(FILE + " shows what no test asks of " + process);
    }
  }

  /** Returns how {@code process} stands, as a driver sees it. */
  public static JsonObject standing(PluginUnderTest.Running process) {
    return Json.createObjectBuilder()
        .add("url", process.url().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .add("outcome", process.outcome())
        .build();
  }

  private static void requireAlike(String what, JsonObject shown, JsonObject seen) {
    if (!shown.isEmpty() && !isAlike(shown, seen)) {
      throw new AssertionError(FILE + " shows another " + what + " than there is: " + seen);
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
    compareConfig(type, plugin.config(), place);
    requireCurrent(type, plugin.descriptor(), place, examples);
  }

  /**
   * Fails where a plugin that shows answers does not show one of each of its actions and processes,
   * or one to parameters that no test gives it any more.
   */
  static void requireCurrent(
      Class<?> type, PluginDescriptor plugin, String place, List<ActionExample> examples) {
    if (isRecording()) {
      return;
    }
    requireAll(shown(type, ACTIONS), plugin.actions().keySet());
    requireAll(shown(type, PROCESSES), plugin.processes().keySet());
    shown(type, ACTIONS)
        .forEach(
            (action, shown) -> {
              JsonValue parameters = shown.asJsonObject().get("parameters");
              if (examples.stream()
                  .filter(example -> example.action().equals(action))
                  .noneMatch(example -> steady(example.parameters(), place).equals(parameters))) {
                throw new AssertionError(FILE + " shows what no test asks of " + action);
              }
            });
  }

  private static void requireAll(JsonObject shown, Set<String> names) {
    if (!shown.isEmpty() && !shown.keySet().equals(names)) {
      throw new AssertionError(FILE + " shows " + shown.keySet() + ", and there is " + names);
    }
  }

  private static boolean isRecording() {
    return "record".equals(System.getenv("EXAMPLES"));
  }

  private static JsonObject shown(Class<?> plugin, String section) {
    try (InputStream in = plugin.getResourceAsStream(FILE)) {
      return in == null
          ? JsonValue.EMPTY_JSON_OBJECT
          : JsonText.parse(in.readAllBytes())
              .asJsonObject()
              .getOrDefault(section, JsonValue.EMPTY_JSON_OBJECT)
              .asJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void record(Class<?> plugin, String section, String name, JsonObject seen) {
    JsonObject before = written(plugin);
    JsonObject members = before.getOrDefault(section, JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    if (!members.containsKey(name)) {
      write(
          plugin,
          Json.createObjectBuilder(before)
              .add(section, Json.createObjectBuilder(members).add(name, seen))
              .build());
    }
  }

  /** Returns what was recorded so far: the class path has what there was before. */
  private static JsonObject written(Class<?> plugin) {
    Path file = file(plugin);
    try {
      return Files.exists(file)
          ? JsonText.parse(Files.readAllBytes(file)).asJsonObject()
          : JsonValue.EMPTY_JSON_OBJECT;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Class<?> plugin, JsonObject examples) {
    StringWriter text = new StringWriter();
    WRITERS.createWriter(text).writeObject(examples);
    try {
      Files.createDirectories(file(plugin).getParent());
      Files.writeString(file(plugin), text.toString().strip() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Class<?> plugin) {
    return Path.of("src", "main", "resources")
        .resolve(plugin.getPackageName().replace('.', '/'))
        .resolve(FILE);
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
