package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.InvalidParameterException;

/** The blocks of a message (docs.slack.dev, "Block Kit"), and what Slack allows of them. */
final class Blocks {
  /** The most blocks in a message. */
  static final int MOST = 50;

  /** The most characters of a section. */
  static final int LONGEST_TEXT = 3_000;

  /** The most characters on a button, or of an option in a menu. */
  static final int LONGEST_LABEL = 75;

  private final JsonArrayBuilder blocks = Json.createArrayBuilder();

  /** Begins with {@code title}, and {@code details} below it. */
  Blocks(String title, Optional<String> details) {
    add(section(header(title, details)));
  }

  /** Returns the text that a message begins with; refuses one that Slack does not take. */
  static String header(String title, Optional<String> details) {
    String text = "*" + title + "*\n" + details.map(more -> more + "\n").orElse("");
    if (title.isBlank() || text.length() > LONGEST_TEXT) {
      throw new InvalidParameterException(
          "title and details have 1 to " + (LONGEST_TEXT - 4) + " characters together");
    }
    return text;
  }

  /** Adds a section. */
  Blocks add(JsonObjectBuilder section) {
    blocks.add(section);
    return this;
  }

  JsonArray build() {
    return blocks.build();
  }

  /** Returns a section with {@code text}, which Slack cuts no shorter. */
  static JsonObjectBuilder section(String text) {
    String fitting =
        text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    return Json.createObjectBuilder()
        .add("type", "section")
        .add("text", Json.createObjectBuilder().add("type", "mrkdwn").add("text", fitting));
  }

  /** Returns a button that shows an emoji. */
  static JsonObject button(String emoji, String action, String value) {
    return Json.createObjectBuilder()
        .add("type", "button")
        .add("text", plain(":" + emoji + ":"))
        .add("value", value)
        .add("action_id", action)
        .build();
  }

  /** Returns a menu of {@code options}. */
  static JsonObject menu(String action, List<String> options) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (int i = 0; i < options.size(); i++) {
      all.add(
          Json.createObjectBuilder()
              .add("text", plain(options.get(i)))
              .add("value", String.valueOf(i)));
    }
    return Json.createObjectBuilder()
        .add("type", "static_select")
        .add("placeholder", plain("Choose"))
        .add("action_id", action)
        .add("options", all)
        .build();
  }

  private static JsonObjectBuilder plain(String text) {
    return Json.createObjectBuilder()
        .add("type", "plain_text")
        .add("text", text)
        .add("emoji", true);
  }

  /** Refuses what cannot be told apart, or does not fit. */
  static void require(String name, List<String> items, int most, int longest) {
    if (items.isEmpty() || items.size() > most) {
      throw new InvalidParameterException("There may be 1 to " + most + " " + name);
    }
    if (items.stream().anyMatch(item -> item.isBlank() || item.length() > longest)) {
      throw new InvalidParameterException(
          "Each of the " + name + " has 1 to " + longest + " characters");
    }
    if (items.stream().distinct().count() < items.size()) {
      throw new InvalidParameterException("There are " + name + " that are the same");
    }
  }

  /** Returns how many have chosen something, and who. */
  static String tally(List<String> users) {
    return "   `"
        + users.size()
        + "`"
        + (users.isEmpty()
            ? ""
            : users.stream()
                .map(user -> "<@" + user + ">")
                .collect(Collectors.joining(", ", " (", ")")));
  }
}
