package org.metagov.gateway.spi;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;

/** The answer of a platform. */
public final class PlatformResponse {
  private final int status;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;

  /** An answer as it came. */
  public PlatformResponse(int status, Map<String, List<String>> headers, byte[] body) {
    this.status = status;
    this.headers.putAll(headers);
    this.body = body.clone();
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the headers, by name in any case. */
  public Map<String, List<String>> headers() {
    return Collections.unmodifiableMap(headers);
  }

  /** Returns the body as it came; empty where it is read as a stream. */
  public byte[] body() {
    return body.clone();
  }

  /** Returns the first header {@code name}; one that is empty is none. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream()
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  /** Returns the body as UTF-8, without a byte order mark. */
  public String text() {
    return JsonText.withoutMark(new String(body, StandardCharsets.UTF_8));
  }

  /**
   * Returns the body as JSON: at most 100 levels deep, and without numbers that are too long to be
   * reckoned with. Of members of one name there is the last one; where the platform has cut a
   * character in half there is U+FFFD.
   *
   * @throws PlatformException where it is not JSON
   */
  public JsonValue json() {
    try {
      return JsonText.ofPlatform(body);
    } catch (MalformedJsonException e) {
      throw new PlatformException("The platform's answer is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the body as a JSON object.
   *
   * @throws PlatformException where it is not one
   */
  public JsonObject jsonObject() {
    if (json() instanceof JsonObject object) {
      return object;
    }
    throw new PlatformException("The platform's answer is not a JSON object");
  }
}
