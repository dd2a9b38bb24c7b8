package org.metagov.gateway.spi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * Who has caused an event.
 *
 * @param members {@code user_id} (text, a number or null), {@code provider} (whose user that is,
 *     usually the plugin's name), and what else the platform tells, such as {@code is_metagov_bot}
 */
public record Initiator(JsonObject members) {
  /** Refuses an initiator without its two members. */
  public Initiator {
    if (!members.containsKey("user_id") || !(members.get("provider") instanceof JsonString)) {
      throw new IllegalArgumentException("an initiator has a user_id and a provider");
    }
  }

  /** The user {@code userId} of {@code provider}. */
  public Initiator(String userId, String provider) {
    this(Json.createObjectBuilder().add("user_id", userId).add("provider", provider).build());
  }

  /** The user with the number {@code userId} of {@code provider}. */
  public Initiator(long userId, String provider) {
    this(Json.createObjectBuilder().add("user_id", userId).add("provider", provider).build());
  }

  /** Returns this initiator with one more member. */
  public Initiator with(String name, JsonValue value) {
    return new Initiator(Json.createObjectBuilder(members).add(name, value).build());
  }
}
