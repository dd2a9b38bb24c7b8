package org.metagov.gateway.fakes.discord;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Discord takes for a message: discord/discord-api-docs at c98d64bc, {@code
 * developers/resources/message.mdx} ("Create Message", "Embed Limits") and {@code
 * developers/components/reference.mdx} ("Action Row", "Button", "String Select", "Custom ID").
 */
final class MessageRules {
  private static final int ROW = 1;
  private static final int BUTTON = 2;
  private static final int SELECT = 3;
  private static final int LINK = 5;
  private static final int PREMIUM = 6;

  private static final List<String> CONTENTS =
      List.of("content", "embeds", "sticker_ids", "components", "poll");

  private MessageRules() {}

  /** Refuses a new message that Discord does not take. */
  static void check(JsonObject message) {
    if (CONTENTS.stream().allMatch(name -> isEmpty(message.get(name)))) {
      throw Refusal.of(400, 50006, "Cannot send an empty message");
    }
    checkChange(message);
    if (message.get("nonce") instanceof JsonString nonce) {
      fits("nonce", nonce.getString(), 25);
    }
  }

  /** As above, of what changes a message. */
  static void checkChange(JsonObject message) {
    if (message.containsKey("content")) {
      if (!(message.get("content") instanceof JsonString content)) {
        throw Refusal.flaw("content", "BASE_TYPE_BAD_TYPE", "Could not interpret as string.");
      }
      fits("content", content.getString(), 2_000);
    }
    if (message.get("embeds") instanceof JsonArray embeds) {
      embeds(embeds);
    }
    if (message.get("components") instanceof JsonArray rows) {
      components(rows);
    }
    if (message.get("allowed_mentions") instanceof JsonObject allowed
        && !(allowed.getOrDefault("parse", JsonArray.EMPTY_JSON_ARRAY) instanceof JsonArray)) {
      throw Refusal.flaw("allowed_mentions.parse", "BASE_TYPE_BAD_TYPE", "Only lists are allowed.");
    }
  }

  private static boolean isEmpty(JsonValue value) {
    return value == null
        || value == JsonValue.NULL
        || (value instanceof JsonString text && text.getString().isBlank())
        || (value instanceof JsonArray items && items.isEmpty());
  }

  private static void embeds(JsonArray embeds) {
    if (embeds.size() > 10) {
      throw Refusal.tooLong("embeds", 10);
    }
    int all = 0;
    for (int i = 0; i < embeds.size(); i++) {
      String at = "embeds." + i;
      JsonObject embed = embeds.getJsonObject(i);
      all += length(at, embed, "title", 256) + length(at, embed, "description", 4_096);
      if (embed.get("footer") instanceof JsonObject footer) {
        all += length(at + ".footer", footer, "text", 2_048);
      }
      if (embed.get("author") instanceof JsonObject author) {
        all += length(at + ".author", author, "name", 256);
      }
      if (embed.get("fields") instanceof JsonArray fields) {
        if (fields.size() > 25) {
          throw Refusal.tooLong(at + ".fields", 25);
        }
        for (int f = 0; f < fields.size(); f++) {
          String field = at + ".fields." + f;
          all += length(field, fields.getJsonObject(f), "name", 256);
          all += length(field, fields.getJsonObject(f), "value", 1_024);
        }
      }
    }
    if (all > 6_000) {
      throw Refusal.flaw(
          "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
  }

  private static int length(String at, JsonObject of, String name, int most) {
    String text = of.getString(name, "").strip();
    fits(at + "." + name, text, most);
    return text.length();
  }

  private static void components(JsonArray rows) {
    if (rows.size() > 5) {
      throw Refusal.tooLong("components", 5);
    }
    Set<String> ids = new HashSet<>();
    for (int r = 0; r < rows.size(); r++) {
      String at = "components." + r;
      JsonObject row = rows.getJsonObject(r);
      if (type(at, row) != ROW) {
        throw Refusal.flaw(at + ".type", "BASE_TYPE_CHOICES", "Value must be one of {1}.");
      }
      JsonArray inside = row.getJsonArray("components");
      if (inside == null || inside.isEmpty() || inside.size() > 5) {
        throw Refusal.flaw(
            at + ".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
      }
      for (int c = 0; c < inside.size(); c++) {
        component(at + ".components." + c, inside.getJsonObject(c), inside.size(), ids);
      }
    }
  }

  private static int type(String at, JsonObject component) {
    if (component.get("type") instanceof JsonNumber type) {
      return type.intValue();
    }
    throw Refusal.required(at + ".type");
  }

  private static void component(String at, JsonObject component, int many, Set<String> ids) {
    switch (type(at, component)) {
      case BUTTON -> button(at, component, ids);
      case SELECT -> {
        if (many > 1) {
          throw Refusal.flaw(
              at, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the width.");
        }
        customId(at, component, ids);
        select(at, component);
      }
      default ->
          throw Refusal.flaw(at + ".type", "BASE_TYPE_CHOICES", "Value must be one of {2, 3}.");
    }
  }

  private static void button(String at, JsonObject button, Set<String> ids) {
    if (!(button.get("style") instanceof JsonNumber style)
        || style.intValue() < 1
        || style.intValue() > PREMIUM) {
      throw Refusal.required(at + ".style");
    }
    fits(at + ".label", button.getString("label", ""), 80);
    if (style.intValue() == LINK) {
      fits(at + ".url", button.getString("url", ""), 512);
      return;
    }
    if (button.containsKey("url")) {
      throw Refusal.flaw(at + ".url", "BUTTON_COMPONENT_URL", "A button has no url.");
    }
    customId(at, button, ids);
    if (button.getString("label", "").isEmpty() && !button.containsKey("emoji")) {
      throw Refusal.flaw(
          at, "BUTTON_COMPONENT_LABEL_REQUIRED", "A button must have a label or emoji.");
    }
  }

  private static void customId(String at, JsonObject component, Set<String> ids) {
    String id = component.getString("custom_id", "");
    if (id.isEmpty()) {
      throw Refusal.required(at + ".custom_id");
    }
    fits(at + ".custom_id", id, 100);
    if (!ids.add(id)) {
      throw Refusal.flaw(
          at + ".custom_id",
          "COMPONENT_CUSTOM_ID_DUPLICATED",
          "Component custom id cannot be duplicated");
    }
  }

  private static void select(String at, JsonObject select) {
    fits(at + ".placeholder", select.getString("placeholder", ""), 150);
    JsonArray options = select.getJsonArray("options");
    if (options == null || options.isEmpty() || options.size() > 25) {
      throw Refusal.flaw(
          at + ".options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.");
    }
    Set<String> values = new HashSet<>();
    for (int i = 0; i < options.size(); i++) {
      String option = at + ".options." + i;
      JsonObject each = options.getJsonObject(i);
      for (String name : List.of("label", "value")) {
        if (each.getString(name, "").isEmpty()) {
          throw Refusal.required(option + "." + name);
        }
        fits(option + "." + name, each.getString(name), 100);
      }
      if (!values.add(each.getString("value"))) {
        throw Refusal.flaw(
            option + ".value",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            "The specified option value is already used");
      }
    }
  }

  private static void fits(String path, String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      throw Refusal.tooLong(path, most);
    }
  }
}
