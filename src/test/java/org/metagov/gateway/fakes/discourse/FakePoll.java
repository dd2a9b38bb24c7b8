package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A poll in a post. */
final class FakePoll {
  private final long id;
  private final FakeMarkup markup;
  private final Map<String, Set<String>> votes = new LinkedHashMap<>();

  /** The options that somebody has chosen, in the order of their liking. */
  private final Map<String, List<String>> papers = new LinkedHashMap<>();

  private boolean closed;

  FakePoll(long id, FakeMarkup markup) {
    this.id = id;
    this.markup = markup;
    closed = markup.attribute("status").filter("closed"::equals).isPresent();
    markup.options().forEach(option -> votes.put(option.id(), new HashSet<>()));
  }

  String name() {
    return markup.name();
  }

  boolean isOpen() {
    return !closed;
  }

  void close(boolean now) {
    closed = now;
  }

  List<FakeMarkup.Option> options() {
    return markup.options();
  }

  /** Returns when it closes by itself. */
  Optional<Instant> closeAt() {
    return markup.attribute("close").flatMap(FakePoll::time);
  }

  /** Casts the vote of {@code username}, instead of an earlier one. */
  void vote(String username, List<String> optionIds) {
    if (closed || !votes.keySet().containsAll(optionIds)) {
      throw new IllegalArgumentException("the poll is closed, or has no such option");
    }
    votes.values().forEach(voters -> voters.remove(username));
    optionIds.forEach(option -> votes.get(option).add(username));
    papers.put(username, List.copyOf(optionIds));
  }

  private boolean isRankedChoice() {
    return markup.attribute("type").filter("ranked_choice"::equals).isPresent();
  }

  /** Returns it as {@code reader} sees it, in a post of {@code author}. */
  JsonObject json(FakeUser reader, FakeUser author) {
    boolean visible = resultsAreVisibleTo(reader, author);
    JsonArrayBuilder options = Json.createArrayBuilder();
    for (FakeMarkup.Option option : markup.options()) {
      JsonObjectBuilder one =
          Json.createObjectBuilder().add("id", option.id()).add("html", option.html());
      options.add(visible ? one.add("votes", votes.get(option.id()).size()) : one);
    }
    JsonObjectBuilder poll =
        Json.createObjectBuilder(FakeTemplates.of("poll.json"))
            .add("id", id)
            .add("name", name())
            .add("type", markup.attribute("type").orElse("regular"))
            .add("status", closed ? "closed" : "open")
            .add("results", results())
            .add("options", options)
            .add("voters", votes.values().stream().flatMap(Set::stream).distinct().count())
            .add("chart_type", markup.attribute("chartType").orElse("bar"));
    markup.attribute("public").filter("true"::equals).ifPresent(yes -> poll.add("public", true));
    markup.attribute("groups").ifPresent(groups -> poll.add("groups", groups));
    for (String number : List.of("min", "max", "step")) {
      markup.attribute(number).ifPresent(value -> poll.add(number, Integer.parseInt(value)));
    }
    closeAt().ifPresent(time -> poll.add("close", time.toString().replace("Z", ".000Z")));
    if (isRankedChoice() && visible) {
      poll.add("ranked_choice_outcome", FakeRankedChoice.outcome(papers.values(), options()));
    }
    markup.title().ifPresent(title -> poll.add("title", title));
    return poll.build();
  }

  private String results() {
    return markup.attribute("results").orElse("always");
  }

  private boolean resultsAreVisibleTo(FakeUser reader, FakeUser author) {
    return switch (results()) {
      case "staff_only" -> reader.isAdmin();
      case "on_close" -> closed;
      case "on_vote" ->
          closed
              || reader.id() == author.id()
              || votes.values().stream().anyMatch(who -> who.contains(reader.username()));
      default -> true;
    };
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
