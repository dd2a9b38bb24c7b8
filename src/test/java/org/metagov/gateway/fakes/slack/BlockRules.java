package org.metagov.gateway.fakes.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

/** What Slack takes for blocks (docs.slack.dev, "Block Kit" reference: section, button, select). */
final class BlockRules {
  private static final int MOST_BLOCKS = 50;

  private BlockRules() {}

  /** Returns whether {@code text} is JSON of blocks that Slack takes. */
  static boolean fit(String text) {
    try {
      JsonArray blocks = Json.createReader(new StringReader(text)).readArray();
      Set<String> actions = new HashSet<>();
      return blocks.size() <= MOST_BLOCKS
          && blocks.stream().allMatch(block -> isBlock(block.asJsonObject(), actions));
    } catch (JsonException | ClassCastException | NullPointerException e) {
      return false;
    }
  }

  private static boolean isBlock(JsonObject block, Set<String> actions) {
    return block.getString("type").equals("section")
        && fits(block.getJsonObject("text").getString("text"), 3_000)
        && block.getJsonObject("text").getString("type").equals("mrkdwn")
        && (!block.containsKey("accessory")
            || isAccessory(block.getJsonObject("accessory"), actions));
  }

  private static boolean isAccessory(JsonObject accessory, Set<String> actions) {
    String action = accessory.getString("action_id");
    return fits(action, 255)
        && (accessory.getString("type").equals("button")
            ? isPlain(accessory.getJsonObject("text"), 75)
                && fits(accessory.getString("value"), 2_000)
            : actions.add(action) && isMenu(accessory));
  }

  private static boolean isMenu(JsonObject menu) {
    JsonArray options = menu.getJsonArray("options");
    return menu.getString("type").equals("static_select")
        && isPlain(menu.getJsonObject("placeholder"), 150)
        && !options.isEmpty()
        && options.size() <= 100
        && options.getValuesAs(JsonObject.class).stream()
            .allMatch(
                option ->
                    isPlain(option.getJsonObject("text"), 75)
                        && fits(option.getString("value"), 150));
  }

  private static boolean isPlain(JsonObject text, int longest) {
    return text.getString("type").equals("plain_text")
        && fits(((JsonString) text.get("text")).getString(), longest);
  }

  private static boolean fits(String text, int longest) {
    return !text.isEmpty() && text.length() <= longest;
  }
}
