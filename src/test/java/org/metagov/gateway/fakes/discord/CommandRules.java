package org.metagov.gateway.fakes.discord;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What Discord takes for a command: discord/discord-api-docs at c98d64bc, {@code
 * developers/interactions/application-commands.mdx} ("Application Command Naming", "Create Guild
 * Application Command").
 */
final class CommandRules {
  private static final int CHAT_INPUT = 1;
  private static final Pattern NAME =
      Pattern.compile("[-_'\\p{L}\\p{N}\\p{IsDevanagari}\\p{IsThai}]{1,32}");

  private CommandRules() {}

  /** Refuses a command that Discord does not take. */
  static void check(JsonObject command) {
    if (!(command.get("name") instanceof JsonString)) {
      throw Refusal.required("name");
    }
    boolean typed = command.getInt("type", CHAT_INPUT) == CHAT_INPUT;
    if (typed && !(command.get("description") instanceof JsonString)) {
      throw Refusal.required("description");
    }
    checkChange(command);
  }

  /** As above, of what changes a command. */
  static void checkChange(JsonObject command) {
    boolean typed = command.getInt("type", CHAT_INPUT) == CHAT_INPUT;
    String name = command.getString("name", "a");
    boolean fits =
        typed
            ? NAME.matcher(name).matches() && name.equals(name.toLowerCase(Locale.ROOT))
            : !name.isEmpty() && name.length() <= 32;
    if (!fits) {
      throw Refusal.flaw(
          "name",
          "APPLICATION_COMMAND_INVALID_NAME",
          "Command name is invalid or outside of the valid length");
    }
    String description = command.getString("description", "a");
    if (typed && (description.isEmpty() || description.length() > 100)) {
      throw Refusal.flaw(
          "description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
    }
    if (command.get("options") instanceof JsonArray options && options.size() > 25) {
      throw Refusal.tooLong("options", 25);
    }
  }
}
