package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.spi.PlatformException;

/**
 * A poll as Loomio shows it.
 *
 * @param key its short key, which is in its URL
 * @param url where people vote
 * @param state whether it goes on
 * @param outcome {@code poll_url}; {@code votes} (score by option) and {@code results} (score and
 *     voters by option) unless they are hidden; {@code voters_count}, {@code
 *     undecided_voters_count} and {@code cast_stances_pct} where Loomio tells them
 */
record Poll(String key, String url, State state, JsonObject outcome) {
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
   * Reads an answer with one poll.
   *
   * @param server the address of Loomio
   * @param asked the options that it was started with
   * @throws PlatformException naming what is not as it has to be
   */
  static Poll of(Part answer, String server, List<String> asked) {
    Part poll = answer.first("polls");
    String key = poll.text("key");
    if (!KEY.matcher(key).matches()) {
      throw poll.wrong("key", "a key");
    }
    String url = server + "/p/" + key;
    JsonObjectBuilder outcome = Json.createObjectBuilder().add("poll_url", url);
    List<Tally> tallies = tallies(answer, poll, asked);
    if (!tallies.isEmpty()) {
      JsonObjectBuilder votes = Json.createObjectBuilder();
      JsonObjectBuilder results = Json.createObjectBuilder();
      tallies.forEach(tally -> votes.add(tally.option(), tally.score()));
      tallies.forEach(tally -> results.add(tally.option(), tally.json()));
      outcome.add("votes", votes).add("results", results);
    }
    COUNTS.forEach(name -> poll.numberIfAny(name).ifPresent(number -> outcome.add(name, number)));
    return new Poll(key, url, state(poll), outcome.build());
  }

  private static State state(Part poll) {
    if (poll.has("discarded_at")) {
      return State.DELETED;
    }
    return poll.has("closed_at") ? State.CLOSED : State.OPEN;
  }

  /** The score of an option, and who has voted for it; nobody in an anonymous poll. */
  private record Tally(String option, JsonNumber score, List<String> voters) {
    JsonObject json() {
      JsonArrayBuilder users = Json.createArrayBuilder();
      voters.forEach(users::add);
      return Json.createObjectBuilder().add("count", score).add("users", users).build();
    }
  }

  /**
   * Today scores and voters stand in the poll's {@code results}, and the names of the options
   * beside the poll; in 2021 all stood beside the poll. Where results are hidden there is neither.
   */
  private static List<Tally> tallies(Part answer, Part poll, List<String> asked) {
    List<Part> options = answer.has("poll_options") ? answer.parts("poll_options") : List.of();
    boolean isOf2021 = !poll.has("results");
    List<Part> scored =
        isOf2021
            ? options.stream().filter(option -> option.has("total_score")).toList()
            : poll.parts("results").stream().filter(Poll::isOption).toList();
    Map<String, Part> byId = new LinkedHashMap<>();
    options.forEach(option -> byId.put(option.number("id").toString(), option));
    Map<String, Tally> tallies = new LinkedHashMap<>();
    for (Part each : scored) {
      Part named = byId.getOrDefault(each.number("id").toString(), each);
      String shown = named.text("name");
      String name =
          Optional.of(asked(named, asked)).filter(n -> !tallies.containsKey(n)).orElse(shown);
      JsonNumber score = each.number(isOf2021 ? "total_score" : "score");
      tallies.put(name, new Tally(name, score, voters(each)));
    }
    return new ArrayList<>(tallies.values());
  }

  /** None of the above, and those who have not voted, come as results, too. */
  private static boolean isOption(Part result) {
    return result.number("id").bigDecimalValue().signum() > 0;
  }

  /** Returns the option as the driver has called it: Loomio translates those that it knows. */
  private static String asked(Part option, List<String> asked) {
    String shown = option.text("name");
    String icon = option.textIfAny("icon").orElse(shown);
    return Stream.<Predicate<String>>of(shown::equals, shown::equalsIgnoreCase, icon::equals)
        .flatMap(same -> asked.stream().filter(same))
        .findFirst()
        .orElse(shown);
  }

  private static List<String> voters(Part tally) {
    return tally.has("voter_scores")
        ? List.copyOf(tally.object("voter_scores").keySet())
        : List.of();
  }
}
