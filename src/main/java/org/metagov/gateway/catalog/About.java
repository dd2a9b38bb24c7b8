package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;

/**
 * What a plugin's author tells people who set it up: the resource {@code about.json} beside its
 * class. It is an object; what stands in it is for whoever shows it.
 */
final class About {
  private static final String FILE = "about.json";
  private static final Map<Class<?>, Optional<JsonObject>> KNOWN = new ConcurrentHashMap<>();

  private About() {}

  /** Returns what is told of the plugin {@code type}; empty where nothing is. */
  static Optional<JsonObject> of(Class<?> type) {
    return KNOWN.computeIfAbsent(type, About::read);
  }

  private static Optional<JsonObject> read(Class<?> type) {
    try (InputStream in = type.getResourceAsStream(FILE)) {
      return in == null
          ? Optional.empty()
          : Optional.of(JsonText.parse(in.readAllBytes()).asJsonObject());
    } catch (MalformedJsonException | ClassCastException e) {
      throw new DeclarationException(type, FILE + " is not a JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
