package org.metagov.gateway.catalog;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The secrets of one plugin instance, so that no text leaves with one of them in it. */
public final class Secrets {
  /** Shorter ones are no secrets, and would black out half the text. */
  private static final int SHORTEST = 4;

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** Returns no secrets, for what belongs to no instance. */
  public static Secrets none() {
    return new Secrets(List.of());
  }

  /** Returns the secrets that stand in {@code config}. */
  public static Secrets of(PluginDescriptor plugin, JsonObject config) {
    return new Secrets(
        marked(config, plugin.configSchema().source())
            .filter(text -> text.length() >= SHORTEST)
            .flatMap(text -> Stream.of(text, URLEncoder.encode(text, StandardCharsets.UTF_8)))
            .distinct()
            // The longest first: else one that holds another would keep its rest.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /**
   * Returns what tells the secrets in {@code config} from others without giving them away; empty
   * where there are none.
   */
  public static Optional<String> digest(PluginDescriptor plugin, JsonObject config) {
    List<String> secrets =
        marked(config, plugin.configSchema().source())
            .filter(text -> !text.isBlank())
            .sorted()
            .toList();
    if (secrets.isEmpty()) {
      return Optional.empty();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String secret : secrets) {
        // Each by itself, so that "a", "bc" are not "ab", "c".
        digest.update((secret.length() + ":" + secret).getBytes(StandardCharsets.UTF_8));
      }
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns {@code text} with every secret blacked out. */
  public String blackOut(String text) {
    String safe = String.valueOf(text);
    for (String value : values) {
      safe = safe.replace(value, "***");
    }
    return safe;
  }

  /** Returns the texts in {@code value} that its schema marks as secrets, however deep. */
  private static Stream<String> marked(JsonValue value, JsonObject schema) {
    if (schema.getBoolean("writeOnly", false)) {
      return strings(value);
    }
    if (value instanceof JsonObject object) {
      JsonObject own = schema.containsKey("properties") ? schema.getJsonObject("properties") : null;
      return object.entrySet().stream()
          .flatMap(
              member ->
                  (own == null ? schema.get("additionalProperties") : own.get(member.getKey()))
                          instanceof JsonObject of
                      ? marked(member.getValue(), of)
                      : Stream.of());
    }
    return value instanceof JsonArray items && schema.get("items") instanceof JsonObject of
        ? items.stream().flatMap(item -> marked(item, of))
        : Stream.of();
  }

  private static Stream<String> strings(JsonValue value) {
    return switch (value.getValueType()) {
      case STRING -> Stream.of(((JsonString) value).getString());
      case ARRAY -> value.asJsonArray().stream().flatMap(Secrets::strings);
      case OBJECT -> value.asJsonObject().values().stream().flatMap(Secrets::strings);
      default -> Stream.of();
    };
  }
}
