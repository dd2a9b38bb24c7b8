package org.metagov.gateway.fakes.discord;

import jakarta.json.JsonObject;

/**
 * What Discord takes for an answer to an interaction: discord/discord-api-docs at c98d64bc, {@code
 * developers/interactions/receiving-and-responding.mdx} ("Interaction Response Object").
 */
final class InteractionRules {
  private static final int EPHEMERAL = 64;

  private InteractionRules() {}

  /** Fails where a user would be told that the interaction has failed. */
  static void check(JsonObject interaction, JsonObject reply) {
    int asked = interaction.getInt("type");
    int type = reply.getInt("type");
    JsonObject data = reply.getJsonObject("data");
    switch (type) {
      case 4 -> MessageRules.check(data);
      case 5 -> {
        if (data != null && (data.getInt("flags", 0) & ~EPHEMERAL) != 0) {
          throw new AssertionError("only EPHEMERAL goes with a deferred answer");
        }
      }
      case 6, 7 -> {
        if (asked != 3) {
          throw new AssertionError("only components take an answer of the type " + type);
        }
      }
      default -> throw new AssertionError("no answer to " + asked + ": " + reply);
    }
  }
}
