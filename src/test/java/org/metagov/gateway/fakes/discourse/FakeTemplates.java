package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The shapes of what Discourse sends, from files; {@code SOURCES.md} beside them names sources. */
final class FakeTemplates {
  private static final Map<String, JsonObject> READ = new ConcurrentHashMap<>();

  private FakeTemplates() {}

  /** Returns the object in the file {@code name}. */
  static JsonObject of(String name) {
    return READ.computeIfAbsent(name, FakeTemplates::read);
  }

  /** Returns one of the texts that Discourse shows to people, filled with {@code values}. */
  static String text(String key, Object... values) {
    return of("texts.json").getString(key).formatted(values);
  }

  private static JsonObject read(String name) {
    try (InputStream in = FakeTemplates.class.getResourceAsStream(name);
        JsonReader reader = Json.createReader(in)) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
