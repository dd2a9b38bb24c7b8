package org.metagov.gateway.testing;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api.Reply;

/**
 * What a gateway has answered, as the documents show it: times, numbers and ports that are others
 * each time are the same here. With the environment variable {@code EXAMPLES=record} the book is
 * written; without, what is written must be what is answered.
 */
public final class ExampleBook {
  private static final Path FILE =
      Path.of("src/main/resources/org/metagov/gateway/describe/examples.json");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** A time as events have it. */
  private static final Pattern SECONDS = Pattern.compile("\\b\\d{10}\\.\\d{6}\\b");

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Pattern HERE = Pattern.compile("http://(127\\.0\\.0\\.1|localhost):\\d+");
  private static final Pattern IN_PATH = Pattern.compile("(process/(?:[\\w.-]+/)?)\\d+");

  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, Map<String, JsonValue>> answers = new TreeMap<>();
  private final Map<String, JsonValue> requests = new TreeMap<>();
  private final Map<String, JsonValue> texts = new TreeMap<>();
  private final Map<String, JsonValue> problems = new TreeMap<>();
  private final Map<String, JsonValue> messages = new TreeMap<>();
  private final Map<String, JsonValue> systemEvents = new TreeMap<>();

  /** Shows {@code name} in place of {@code actual}. */
  public ExampleBook call(String actual, String name) {
    names.put(actual, name);
    return this;
  }

  /** Notes the answer to an operation, and {@code request}, its body, unless that is null. */
  public Reply note(String operation, String request, Reply reply) {
    if (request != null && !request.isEmpty()) {
      requests.put(operation, steady(JsonText.parse(request)));
    }
    if (reply.status() >= 400) {
      throw new AssertionError(operation + ": " + reply.text());
    }
    if (!reply.text().isEmpty()) {
      answers
          .computeIfAbsent(operation, absent -> new TreeMap<>())
          .put(Integer.toString(reply.status()), steady(JsonText.parse(reply.text())));
    }
    return reply;
  }

  /** Notes what a problem looks like. */
  public void problem(Reply reply) {
    String type = reply.json().getString("type");
    problems.putIfAbsent(type.substring(type.lastIndexOf(':') + 1), steady(reply.json()));
  }

  /** Notes an answer that is no JSON. */
  public void text(String operation, String text) {
    texts.put(operation, JsonText.string(steady(text)));
  }

  /** Notes what is sent to drivers. */
  public void message(String kind, String body) {
    messages.put(kind, steady(JsonText.parse(body)));
  }

  /** Notes one of the gateway's own events, as a driver was sent it. */
  public ExampleBook systemEvent(JsonObject event) {
    systemEvents.put(event.getString("event_type"), steady(event));
    return this;
  }

  /**
   * Fails where {@code examples.json} of the documents shows what was noted in another shape; or
   * writes it there. What is in a list, and which members are null, depends on the other tests.
   */
  public void compare() {
    try {
      JsonObject shown = JsonText.parse(Files.readAllBytes(FILE)).asJsonObject();
      JsonObject whole = over(shown, noted());
      if ("record".equals(System.getenv("EXAMPLES"))) {
        Files.writeString(FILE, written(whole));
      } else if (!alike(shown, whole)) {
        throw new AssertionError(
            FILE + " does not show what is answered; EXAMPLES=record writes it anew: " + noted());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean alike(JsonValue shown, JsonValue noted) {
    if (shown.equals(JsonValue.NULL) || noted.equals(JsonValue.NULL)) {
      return true;
    }
    if (shown instanceof JsonObject one && noted instanceof JsonObject other) {
      return one.keySet().equals(other.keySet())
          && one.keySet().stream().allMatch(name -> alike(one.get(name), other.get(name)));
    }
    if (shown instanceof JsonArray some && noted instanceof JsonArray others) {
      return some.isEmpty()
          || others.stream().allMatch(each -> some.stream().anyMatch(one -> alike(one, each)));
    }
    return isBoolean(shown) ? isBoolean(noted) : shown.getValueType() == noted.getValueType();
  }

  private static boolean isBoolean(JsonValue value) {
    return value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE);
  }

  /** Returns {@code shown} with what {@code noted} has in its place. */
  private static JsonObject over(JsonObject shown, JsonObject noted) {
    JsonObjectBuilder whole = JsonText.object();
    TreeSet<String> kinds = new TreeSet<>(shown.keySet());
    kinds.addAll(noted.keySet());
    for (String kind : kinds) {
      Map<String, JsonValue> members = new TreeMap<>();
      members.putAll(shown.containsKey(kind) ? shown.getJsonObject(kind) : Map.of());
      members.putAll(noted.containsKey(kind) ? noted.getJsonObject(kind) : Map.of());
      whole.add(kind, object(members));
    }
    return whole.build();
  }

  private JsonObject noted() {
    JsonObjectBuilder operations = JsonText.object();
    TreeSet<String> ids = new TreeSet<>(answers.keySet());
    ids.addAll(requests.keySet());
    ids.addAll(texts.keySet());
    for (String id : ids) {
      JsonObjectBuilder operation = JsonText.object();
      if (requests.containsKey(id)) {
        operation.add("request", requests.get(id));
      }
      if (answers.containsKey(id)) {
        operation.add("answers", object(answers.get(id)));
      }
      if (texts.containsKey(id)) {
        operation.add("text", texts.get(id));
      }
      operations.add(id, operation);
    }
    return JsonText.object()
        .add("operations", operations)
        .add("problems", object(problems))
        .add("messages", object(messages))
        .add("system_events", object(systemEvents))
        .build();
  }

  private static String written(JsonObject book) {
    StringWriter out = new StringWriter();
    try (var writer =
        JsonText.provider()
            .createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
            .createWriter(out)) {
      writer.write(book);
    }
    return out.toString().strip() + "\n";
  }

  private static JsonObject object(Map<String, JsonValue> members) {
    JsonObjectBuilder object = JsonText.object();
    members.forEach(object::add);
    return object.build();
  }

  private JsonValue steady(JsonValue value) {
    if (value instanceof JsonObject object) {
      JsonObjectBuilder steady = JsonText.object();
      object.forEach((name, member) -> steady.add(steady(name), steady(name, member)));
      return steady.build();
    }
    if (value instanceof JsonArray array) {
      var steady = JsonText.array();
      array.forEach(item -> steady.add(steady(item)));
      return steady.build();
    }
    if (value instanceof JsonNumber number && names.containsKey(number.toString())) {
      return JsonText.parse(names.get(number.toString()));
    }
    return value instanceof JsonString text ? JsonText.string(steady(text.getString())) : value;
  }

  private JsonValue steady(String name, JsonValue value) {
    if (value instanceof JsonNumber
        && !names.containsKey(value.toString())
        && (name.equals("id")
            || name.endsWith("_id")
            || name.equals("next")
            || name.equals("ms"))) {
      return JsonText.provider().createValue(7);
    }
    return switch (name) {
      case "timestamp" -> JsonText.string("1790000000.123456");
      case "secret", "callback_secret" ->
          JsonText.string("whsec_bWV0YWdvdi1leGFtcGxlLXNlY3JldC0wMDE=");
      case "webhook_secret", "api_key" -> JsonText.string("********");
      case "trace" -> value == JsonValue.NULL ? value : JsonText.string(TRACE);
      case "headers" -> onlyOf(value, "content-type");
      default -> steady(value);
    };
  }

  private static JsonValue onlyOf(JsonValue headers, String name) {
    JsonObjectBuilder kept = JsonText.object();
    if (headers instanceof JsonObject all && all.containsKey(name)) {
      kept.add(name, all.get(name));
    }
    return kept.build();
  }

  private String steady(String text) {
    String steady = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      steady = steady.replace(name.getKey(), name.getValue());
    }
    steady = UUID.matcher(steady).replaceAll("5e1f0c1e-0000-4000-8000-000000000001");
    steady = TIME.matcher(steady).replaceAll("2026-11-23T19:42:58.423533Z");
    steady = SECONDS.matcher(steady).replaceAll("1790000000.123456");
    steady = HERE.matcher(steady).replaceAll("https://driver.example.org");
    return IN_PATH.matcher(steady).replaceAll(found -> found.group(1) + "7");
  }
}
