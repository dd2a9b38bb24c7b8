package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Votes as they are counted: each person's last one, cast before the end. It is the same whenever
 * it is counted, so that it does not matter how late a check comes.
 *
 * @param votes who has chosen what, each in the order of the alphabet
 * @param full whether so many have voted that the vote is over
 */
record Tally(Map<String, List<String>> votes, boolean full) {

  /**
   * Counts.
   *
   * @param end what was cast or changed later does not count
   */
  static Tally of(List<Ballot> cast, Terms terms, Optional<Instant> end) {
    List<Ballot> inOrder =
        cast.stream()
            .filter(terms::counts)
            .filter(ballot -> end.map(time -> !ballot.changed().isAfter(time)).orElse(true))
            .sorted(Comparator.comparing(Ballot::at).thenComparing(Ballot::id))
            .toList();
    Map<BigInteger, Ballot> last = new LinkedHashMap<>();
    for (Ballot ballot : inOrder) {
      if (terms.isEnough(last.size())) {
        break;
      }
      last.put(ballot.user(), ballot);
    }
    Map<String, List<String>> votes = new LinkedHashMap<>();
    terms.options().ifPresent(all -> all.forEach(option -> votes.put(option, new ArrayList<>())));
    last.values()
        .forEach(
            ballot ->
                votes
                    .computeIfAbsent(ballot.option(), option -> new ArrayList<>())
                    .add(ballot.login()));
    votes.values().forEach(users -> users.sort(String.CASE_INSENSITIVE_ORDER));
    return new Tally(votes, terms.isEnough(last.size()));
  }

  int count(String option) {
    return votes.getOrDefault(option, List.of()).size();
  }

  /** Returns all who have voted. */
  List<String> voters() {
    return votes.values().stream()
        .flatMap(List::stream)
        .sorted(String.CASE_INSENSITIVE_ORDER)
        .toList();
  }

  /** Returns {@code {"<option>": {"users": [...], "count": n}}}. */
  JsonObjectBuilder json() {
    JsonObjectBuilder json = Json.createObjectBuilder();
    votes.forEach(
        (option, users) ->
            json.add(
                option,
                Json.createObjectBuilder()
                    .add("users", Json.createArrayBuilder(users))
                    .add("count", users.size())));
    return json;
  }
}
