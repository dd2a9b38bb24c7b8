package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;

/**
 * What has been voted in a poll, option by option.
 *
 * <p>Today scores stand in the poll's {@code results} ({@code PollService.calculate_results}, which
 * {@code PollSerializer} shows as long as {@code Poll.results_available?}); who has voted stands in
 * {@code voter_scores} or, in the newest versions, which fill that only for meetings ({@code
 * PollOption.voter_scores_for_results}), in {@code voter_ids}, at most 50 of them ({@code
 * Poll::RESULT_VOTER_IDS_MAX}). In 2021 both stood in the {@code poll_options} beside the poll
 * ({@code PollOptionSerializer}). Where results are hidden, there is neither.
 *
 * @param byOption by the names of the options
 * @param unreadable where in Loomio's answer something stands that cannot be counted
 */
record Tallies(Map<String, Tally> byOption, List<String> unreadable) {
  private static final JsonNumber NONE = Json.createValue(0);
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private static final Pattern NOUGHT = Pattern.compile("\"?-?0+(\\.0*)?\"?");

  /** How many voters of an option the newest versions name at most. */
  private static final int CUT = 50;

  /** More are not remembered. */
  private static final int MOST_USERS = 5_000;

  /**
   * An option's score.
   *
   * @param users who has voted for it; nobody in an anonymous poll
   * @param voters how many have, where Loomio does not name them all; 0 where it does
   */
  record Tally(JsonNumber score, List<String> users, long voters) {
    /** Adds those who were named before: Loomio may name others each time. */
    Tally with(List<String> before) {
      List<String> all =
          Stream.concat(before.stream(), users.stream()).distinct().sorted(BY_NUMBER).toList();
      // Too many: somebody has changed their mind since, and nobody can tell who.
      return all.size() > voters ? this : new Tally(score, all, voters);
    }

    JsonObject json() {
      JsonArrayBuilder shown = Json.createArrayBuilder();
      users.forEach(shown::add);
      return Json.createObjectBuilder().add("count", score).add("users", shown).build();
    }
  }

  /** Reads {@code shown}, whose options are called as {@code names} says. */
  static Tallies of(Shown shown, OptionNames names) {
    Map<String, Tally> byOption = new LinkedHashMap<>();
    List<String> unreadable = new ArrayList<>();
    for (JsonPart each : scored(shown)) {
      try {
        String option = names.of(each);
        byOption.put(byOption.containsKey(option) ? each.text("name") : option, tally(shown, each));
      } catch (PlatformException e) {
        // One that cannot be read spoils no other; that it is missing is told with the outcome.
        unreadable.add(e.getMessage());
      }
    }
    return new Tallies(byOption, List.copyOf(unreadable));
  }

  /** Returns this with all voters that have ever been named, of those that {@code named} knows. */
  Tallies with(Map<String, List<String>> named) {
    Map<String, Tally> all = new LinkedHashMap<>();
    byOption.forEach(
        (name, tally) -> all.put(name, tally.with(named.getOrDefault(name, List.of()))));
    return new Tallies(all, unreadable);
  }

  /** Returns the voters to remember: those of options whose voters Loomio does not all name. */
  Map<String, List<String>> named() {
    Map<String, List<String>> named = new LinkedHashMap<>();
    byOption.forEach(
        (name, tally) -> {
          if (tally.voters() > 0) {
            named.put(name, tally.users().stream().limit(MOST_USERS).toList());
          }
        });
    return named;
  }

  boolean areHidden() {
    return byOption.isEmpty();
  }

  /** Returns what is known of all options, and zero for those of {@code asked} of which none is. */
  JsonObjectBuilder votes(List<String> asked) {
    Map<String, Tally> votes = new LinkedHashMap<>();
    asked.forEach(option -> votes.put(option, new Tally(NONE, List.of(), 0)));
    votes.putAll(byOption);
    return json(votes);
  }

  /** Returns what Loomio has counted. */
  JsonObjectBuilder results() {
    return json(byOption);
  }

  private static JsonObjectBuilder json(Map<String, Tally> tallies) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    tallies.forEach((option, tally) -> json.add(option, tally.json()));
    return json;
  }

  private static List<JsonPart> scored(Shown shown) {
    if (shown.poll().has("results")) {
      return shown.poll().objects("results").stream().filter(Tallies::isOption).toList();
    }
    return shown.options().stream().filter(option -> option.has("total_score")).toList();
  }

  /** None of the above, and those who have not voted, come as results, too. */
  static boolean isOption(JsonPart result) {
    return !(result.object().get("id") instanceof JsonNumber id)
        || id.bigDecimalValue().signum() > 0;
  }

  private static Tally tally(Shown shown, JsonPart each) {
    JsonNumber score = each.numeral(each.has("total_score") ? "total_score" : "score");
    if (shown.poll().isTrue("anonymous")) {
      return new Tally(score, List.of(), 0);
    }
    JsonObject scores =
        each.has("voter_scores") ? each.object("voter_scores") : JsonValue.EMPTY_JSON_OBJECT;
    if (!scores.isEmpty() || !each.has("voter_ids")) {
      return new Tally(score, voters(scores, shown.poll().isText("poll_type", "meeting")), 0);
    }
    List<String> some = ids(each.list("voter_ids"));
    long all = each.findDecimal("voter_count").map(JsonNumber::longValue).orElse(0L);
    return new Tally(score, some, some.size() < CUT || all <= some.size() ? 0 : all);
  }

  /** A score of nought is no vote, unless for a date: {@code PollOption.voter_ids}. */
  private static List<String> voters(JsonObject scores, boolean isMeeting) {
    return scores.entrySet().stream()
        .filter(score -> isMeeting || !NOUGHT.matcher(score.getValue().toString()).matches())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> ids(JsonArray voters) {
    return voters.stream()
        .filter(JsonNumber.class::isInstance)
        .map(JsonValue::toString)
        .sorted(BY_NUMBER)
        .toList();
  }
}
