package org.metagov.gateway.plugins.discord;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;

/**
 * The message in which people vote (docs.discord.com, "Component Reference"): five rows of five
 * buttons, and where that is too little five menus of 25 options.
 */
final class Ballot {
  private static final int ROWS = 5;
  private static final int BUTTONS = 5;
  private static final int IN_A_MENU = 25;
  private static final int LONGEST_LABEL = 80;
  private static final int LONGEST_OPTION = 100;
  private static final int LONGEST_CONTENT = 2_000;

  /** What is left of a message is for how the vote stands. */
  private static final int LONGEST_HEADER = 1_500;

  /** How long what Discord knows a message by may be; it allows one more. */
  static final int NONCE = 24;

  private static final int ROW = 1;
  private static final int BUTTON = 2;
  private static final int MENU = 3;
  private static final int PRIMARY = 1;

  /** The key of the vote; and the place of the option, or of the menu. */
  private static final Pattern ID = Pattern.compile("vote\\.(.{1,80})\\.(menu)?(\\d{1,3})");

  private static final Pattern PLACE = Pattern.compile("\\d{1,3}");

  private Ballot() {}

  /** Refuses what has no room in a message, or cannot be told apart. */
  static void check(Vote.Question question) {
    if (question.title().isBlank() || header(question).length() > LONGEST_HEADER) {
      throw new InvalidParameterException(
          "title and details have 1 to " + (LONGEST_HEADER - 8) + " characters together");
    }
    if (question.isBoolean()) {
      return;
    }
    List<String> options = question.answers();
    if (options.isEmpty() || options.size() > ROWS * IN_A_MENU) {
      throw new InvalidParameterException("A choice has 1 to " + ROWS * IN_A_MENU + " options");
    }
    if (options.stream().anyMatch(o -> o.isBlank() || o.length() > LONGEST_OPTION)) {
      throw new InvalidParameterException(
          "Each of the options has 1 to " + LONGEST_OPTION + " characters");
    }
    if (options.stream().distinct().count() < options.size()) {
      throw new InvalidParameterException("There are options that are the same");
    }
  }

  /** Returns the message as it is to be now. */
  static JsonObject of(Vote.Ballots vote, boolean open) {
    return Json.createObjectBuilder()
        .add("content", content(vote))
        .add("components", components(vote, open))
        .add("allowed_mentions", nobody())
        .build();
  }

  /** Whoever is named in a message is not called. */
  static JsonObject nobody() {
    return Json.createObjectBuilder().add("parse", JsonArray.EMPTY_JSON_ARRAY).build();
  }

  /** Returns whether a component with this id is of a vote. */
  static boolean isOurs(String customId) {
    return ID.matcher(customId).matches();
  }

  /** Returns whether {@code message} is that of the vote {@code key}. */
  static boolean isOf(JsonPart message, String key) {
    return message.items("components").stream()
        .flatMap(row -> row.items("components").stream())
        .anyMatch(part -> part.isText("custom_id") && key(part.text("custom_id")).equals(key));
  }

  private static String key(String customId) {
    Matcher id = ID.matcher(customId);
    return id.matches() ? id.group(1) : "";
  }

  /** Returns which option was chosen; empty where it is none of the vote's. */
  static Optional<Integer> chosen(Vote.Ballots vote, JsonPart data) {
    Matcher id = ID.matcher(data.text("custom_id"));
    if (!id.matches() || !id.group(1).equals(vote.key())) {
      return Optional.empty();
    }
    String place = id.group(2) == null ? id.group(3) : value(data);
    return Optional.of(place)
        .filter(text -> PLACE.matcher(text).matches())
        .map(Integer::valueOf)
        .filter(option -> option < vote.question().answers().size());
  }

  private static String value(JsonPart data) {
    return data.at("values").value() instanceof JsonArray values
            && !values.isEmpty()
            && values.get(0) instanceof JsonString text
        ? text.getString()
        : "";
  }

  private static JsonArray components(Vote.Ballots vote, boolean open) {
    List<String> options = vote.question().answers();
    return options.size() <= ROWS * BUTTONS
        ? rows(options.size(), BUTTONS, from -> buttons(vote, from, open))
        : rows(options.size(), IN_A_MENU, from -> menu(vote, from, open));
  }

  private static JsonArray rows(int count, int inARow, IntFunction<JsonArrayBuilder> row) {
    JsonArrayBuilder rows = Json.createArrayBuilder();
    for (int from = 0; from < count; from += inARow) {
      rows.add(Json.createObjectBuilder().add("type", ROW).add("components", row.apply(from)));
    }
    return rows.build();
  }

  private static JsonArrayBuilder buttons(Vote.Ballots vote, int from, boolean open) {
    List<String> options = vote.question().answers();
    JsonArrayBuilder row = Json.createArrayBuilder();
    for (int i = from; i < Math.min(from + BUTTONS, options.size()); i++) {
      JsonObjectBuilder button =
          Json.createObjectBuilder()
              .add("type", BUTTON)
              .add("style", PRIMARY)
              .add("custom_id", "vote." + vote.key() + "." + i)
              .add("disabled", !open);
      row.add(
          vote.question().isBoolean()
              ? button.add("emoji", Json.createObjectBuilder().add("name", i == 0 ? "👍" : "👎"))
              : button.add("label", Texts.fitting(options.get(i), LONGEST_LABEL)));
    }
    return row;
  }

  private static JsonArrayBuilder menu(Vote.Ballots vote, int from, boolean open) {
    List<String> options = vote.question().answers();
    int end = Math.min(from + IN_A_MENU, options.size());
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (int i = from; i < end; i++) {
      all.add(
          Json.createObjectBuilder()
              .add("label", Texts.fitting(options.get(i), LONGEST_OPTION))
              .add("value", String.valueOf(i)));
    }
    return Json.createArrayBuilder()
        .add(
            Json.createObjectBuilder()
                .add("type", MENU)
                .add("custom_id", "vote." + vote.key() + ".menu" + from / IN_A_MENU)
                .add("placeholder", "%d to %d".formatted(from + 1, end))
                .add("options", all)
                .add("disabled", !open));
  }

  private static String header(Vote.Question question) {
    return "**"
        + question.title()
        + "**"
        + question.details().map(more -> "\n\n" + more).orElse("");
  }

  /** Names voters as long as there is room for all of them, and then the options that lead. */
  private static String content(Vote.Ballots vote) {
    List<String> all = vote.question().answers();
    List<Integer> places = IntStream.range(0, all.size()).boxed().toList();
    String named = content(vote, places, true);
    if (named.length() <= LONGEST_CONTENT) {
      return named;
    }
    String counted = content(vote, places, false);
    if (counted.length() <= LONGEST_CONTENT) {
      return counted;
    }
    List<Integer> leading = new ArrayList<>(places);
    leading.sort(Comparator.comparing((Integer place) -> -vote.voters(place).size()));
    while (content(vote, leading, false).length() > LONGEST_CONTENT - 2) {
      leading.remove(leading.size() - 1);
    }
    return content(vote, leading, false) + "\n…";
  }

  private static String content(Vote.Ballots vote, List<Integer> places, boolean named) {
    return header(vote.question())
        + "\n\n"
        + places.stream()
            .map(place -> line(vote, place, named))
            .collect(Collectors.joining(named ? "\n\n" : "\n"));
  }

  private static String line(Vote.Ballots vote, int place, boolean named) {
    Vote.Question question = vote.question();
    String label =
        question.isBoolean()
            ? List.of("Approvals", "Rejections").get(place)
            : question.answers().get(place);
    List<String> voters = vote.voters(place);
    return label
        + "   ("
        + voters.size()
        + ")"
        + (named && !voters.isEmpty()
            ? voters.stream()
                .map(user -> "<@" + user + ">")
                .collect(Collectors.joining(", ", " (", ")"))
            : "");
  }
}
