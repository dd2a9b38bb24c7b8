package org.metagov.gateway.describe;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;

/**
 * Requests and answers as tests have seen them, in a resource beside the class that they belong to:
 * that of the gateway's own routes stands beside this one, that of a plugin beside the plugin.
 */
final class Examples {
  private static final String RESOURCE = "examples.json";

  private final JsonObject recorded;

  private Examples(JsonObject recorded) {
    this.recorded = recorded;
  }

  /** Returns the examples beside {@code owner}; none where there is no such resource. */
  static Examples of(Class<?> owner) {
    try (InputStream in = owner.getResourceAsStream(RESOURCE)) {
      return new Examples(
          in == null
              ? JsonValue.EMPTY_JSON_OBJECT
              : JsonText.parse(in.readAllBytes()).asJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what stands at {@code path}, one name after another. */
  Optional<JsonValue> find(String... path) {
    JsonValue found = recorded;
    for (String name : path) {
      found = found instanceof JsonObject object ? object.get(name) : null;
    }
    return Optional.ofNullable(found);
  }
}
