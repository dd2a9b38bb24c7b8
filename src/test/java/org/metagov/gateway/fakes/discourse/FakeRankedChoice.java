package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the winner of a ranked choice in rounds, as {@code plugins/poll/lib/ranked_choice.rb}. */
final class FakeRankedChoice {
  private FakeRankedChoice() {}

  static JsonValue outcome(Collection<List<String>> papers, List<FakeMarkup.Option> options) {
    if (papers.isEmpty()) {
      return JsonValue.NULL;
    }
    List<List<String>> left = new ArrayList<>();
    papers.forEach(paper -> left.add(new ArrayList<>(paper)));
    JsonArrayBuilder rounds = Json.createArrayBuilder();
    for (int round = 1; ; round++) {
      Map<String, Integer> tally = new LinkedHashMap<>();
      left.forEach(paper -> paper.forEach(option -> tally.putIfAbsent(option, 0)));
      left.stream()
          .filter(paper -> !paper.isEmpty())
          .forEach(paper -> tally.merge(paper.get(0), 1, Integer::sum));
      int most = tally.values().stream().mapToInt(n -> n).max().orElse(0);
      int all = tally.values().stream().mapToInt(n -> n).sum();
      if (most > all / 2) {
        JsonValue winner = candidate(first(tally, most), options);
        rounds.add(round(round, winner, JsonValue.NULL));
        return result(JsonValue.NULL, winner, rounds);
      }
      int fewest = tally.values().stream().mapToInt(n -> n).min().orElse(0);
      List<String> losers =
          tally.entrySet().stream()
              .filter(each -> each.getValue() == fewest)
              .map(Map.Entry::getKey)
              .toList();
      JsonArrayBuilder eliminated = Json.createArrayBuilder();
      losers.forEach(loser -> eliminated.add(candidate(loser, options)));
      JsonValue gone = eliminated.build();
      left.forEach(paper -> paper.removeAll(losers));
      rounds.add(round(round, JsonValue.NULL, gone));
      if (left.stream().allMatch(List::isEmpty)) {
        return result(gone, JsonValue.NULL, rounds);
      }
    }
  }

  private static String first(Map<String, Integer> tally, int most) {
    return tally.entrySet().stream()
        .filter(each -> each.getValue() == most)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static JsonValue candidate(String id, List<FakeMarkup.Option> options) {
    FakeMarkup.Option option =
        options.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    return Json.createObjectBuilder().add("digest", id).add("html", option.html()).build();
  }

  private static JsonObjectBuilder round(int round, JsonValue majority, JsonValue eliminated) {
    return Json.createObjectBuilder()
        .add("round", round)
        .add("majority", majority)
        .add("eliminated", eliminated);
  }

  private static JsonValue result(JsonValue tied, JsonValue winner, JsonArrayBuilder rounds) {
    boolean isTied = tied != JsonValue.NULL;
    return Json.createObjectBuilder()
        .add("tied", isTied)
        .add("tied_candidates", tied)
        .add("winner", isTied ? JsonValue.NULL : JsonValue.TRUE)
        .add("winning_candidate", winner)
        .add("round_activity", rounds)
        .build();
  }
}
