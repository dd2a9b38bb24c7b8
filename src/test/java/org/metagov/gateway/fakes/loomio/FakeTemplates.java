package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** The shapes of Loomio's JSON, from the files beside {@code SOURCES.md}. */
final class FakeTemplates {
  private static final Map<String, JsonObject> READ = new ConcurrentHashMap<>();

  private FakeTemplates() {}

  /** Returns the shape {@code name} with the values of {@code values} in it. */
  static JsonObject filled(String name, JsonObject values) {
    return JsonText.object(read(name)).addAll(JsonText.object(values)).build();
  }

  /** Returns the error {@code name}. */
  static Answer error(int status, String name) {
    return Answer.json(status, read("errors").get(name));
  }

  /** Returns what Loomio says to who asks too often. */
  static Answer busy() {
    return new Answer(429, read("errors").getString("busy"), Map.of("Content-Type", "text/plain"));
  }

  /** Returns that {@code member} is not valid. */
  static Answer invalid(String member, String why) {
    JsonValue errors = JsonText.object().add(member, JsonText.array().add(why)).build();
    return Answer.json(422, JsonText.object().add("errors", errors).build());
  }

  private static JsonObject read(String name) {
    return READ.computeIfAbsent(name, FakeTemplates::load);
  }

  private static JsonObject load(String name) {
    try (InputStream in = FakeTemplates.class.getResourceAsStream(name + ".json")) {
      return JsonText.parse(in.readAllBytes()).asJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
