package org.metagov.gateway.receiver;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;

/** Headers of a receiver's own, such as {@code Authorization}. Each value is a secret. */
public final class ReceiverHeaders {
  /**
   * Stands for a value where somebody looks, and means the one that is kept where somebody puts.
   */
  static final String MARK = "********";

  private static final ReceiverHeaders NONE = new ReceiverHeaders(Map.of());

  private final Map<String, String> values;

  private ReceiverHeaders(Map<String, String> values) {
    this.values = values;
  }

  /** Returns the headers for what has none. */
  public static ReceiverHeaders none() {
    return NONE;
  }

  static ReceiverHeaders of(Map<String, String> values) {
    return new ReceiverHeaders(new LinkedHashMap<>(values));
  }

  /** Returns the headers that are kept as {@code json}; none where that is null. */
  static ReceiverHeaders of(JsonObject json) {
    if (json == null) {
      return NONE;
    }
    Map<String, String> values = new LinkedHashMap<>();
    json.keySet().forEach(name -> values.put(name, json.getString(name)));
    return new ReceiverHeaders(values);
  }

  /** Returns the names and their values. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Returns the value of {@code name}, in whatever case that is written. */
  Optional<String> find(String name) {
    return values.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns them as they are kept. */
  JsonObject toJson() {
    JsonObjectBuilder json = JsonText.object();
    values.forEach(json::add);
    return json.build();
  }

  /** Returns them as a driver sees them: without a value. */
  JsonObject masked() {
    JsonObjectBuilder json = JsonText.object();
    values.keySet().forEach(name -> json.add(name, MARK));
    return json.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReceiverHeaders headers && values.equals(headers.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Does not tell the values. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
