package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.JsonPart;

/**
 * A poll as Loomio shows it.
 *
 * @param key its short key, which is in its URL
 * @param url where people vote
 * @param state whether it goes on
 * @param closingAt when Loomio is to close it, where it says so
 * @param outcome {@code poll_url}; {@code votes} (score and voters by option, from the first
 *     outcome on and of every option, also while they are hidden: drivers such as PolicyKit read
 *     that, and nothing else); {@code results}, the same of what Loomio shows, absent while it
 *     shows nothing; {@code voters_count}, {@code undecided_voters_count} and {@code
 *     cast_stances_pct} where Loomio tells them; {@code unreadable} where something in its answer
 *     could not be counted
 */
record Poll(String key, String url, State state, Optional<Instant> closingAt, JsonObject outcome) {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final List<String> COUNTS =
      List.of("voters_count", "undecided_voters_count", "cast_stances_pct");

  /** Whether people can still vote. */
  enum State {
    OPEN,
    CLOSED,
    DELETED
  }

  /**
   * Reads a poll.
   *
   * @param server the address of Loomio
   * @param asked the options that it was started with
   * @throws org.metagov.gateway.spi.PlatformException naming what is not as it has to be
   */
  static Poll of(Shown shown, String server, List<String> asked, Tallies tallies) {
    String key = key(shown);
    String url = server + "/p/" + key;
    JsonObjectBuilder outcome =
        Json.createObjectBuilder().add("poll_url", url).add("votes", tallies.votes(asked));
    if (!tallies.areHidden()) {
      outcome.add("results", tallies.results());
    }
    COUNTS.forEach(name -> count(shown, name).ifPresent(number -> outcome.add(name, number)));
    if (!tallies.unreadable().isEmpty()) {
      JsonArrayBuilder unreadable = Json.createArrayBuilder();
      tallies.unreadable().forEach(unreadable::add);
      outcome.add("unreadable", unreadable);
    }
    return new Poll(key, url, state(shown.poll()), closingAt(shown.poll()), outcome.build());
  }

  /** Returns the key of the poll. */
  static String key(Shown shown) {
    String key = shown.poll().text("key");
    if (!KEY.matcher(key).matches()) {
      throw shown.poll().at("key").wrong("a key");
    }
    return key;
  }

  /** A number beside the votes: one that is none is nothing to fail by. */
  private static Optional<JsonNumber> count(Shown shown, String name) {
    return shown.poll().object().get(name) instanceof JsonNumber number
        ? Optional.of(number)
        : Optional.empty();
  }

  private static State state(JsonPart poll) {
    if (poll.has("discarded_at")) {
      return State.DELETED;
    }
    return poll.has("closed_at") ? State.CLOSED : State.OPEN;
  }

  private static Optional<Instant> closingAt(JsonPart poll) {
    return poll.findTime("closing_at");
  }
}
