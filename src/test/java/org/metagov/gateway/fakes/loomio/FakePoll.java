package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.metagov.gateway.json.JsonText;

/** A poll, and how both generations of Loomio show it. */
final class FakePoll {
  private static final Set<String> COMMON = Set.of("agree", "disagree", "abstain", "block");

  private static final int MOST_VOTERS = 50;

  final long id;
  final String key;
  final Optional<Long> group;
  final List<String> options;
  private final JsonObject asked;
  private final Optional<Instant> closingAt;
  private final Instant createdAt;

  /** Scores of the options by voter; voters that were asked and have not voted have none. */
  private final Map<Long, Map<String, Long>> ballots = new LinkedHashMap<>();

  private int turn;
  private Optional<Instant> closedAt = Optional.empty();
  private boolean discarded;

  FakePoll(
      long id,
      String key,
      Optional<Long> group,
      List<String> options,
      JsonObject asked,
      Optional<Instant> closingAt,
      Set<Long> voters,
      Instant now) {
    this.id = id;
    this.key = key;
    this.group = group;
    this.options = List.copyOf(options);
    this.asked = asked;
    this.closingAt = closingAt;
    createdAt = now;
    voters.forEach(voter -> ballots.put(voter, Map.of()));
  }

  String title() {
    return asked("title", "");
  }

  boolean isOpen() {
    return closedAt.isEmpty() && !discarded;
  }

  boolean isActive() {
    return isOpen() && closingAt.isPresent();
  }

  boolean isDiscarded() {
    return discarded;
  }

  void vote(long voter, String option, long score) {
    if (!isActive() || !options.contains(option)) {
      throw new IllegalArgumentException("nobody can vote for " + option + " in " + key);
    }
    ballots.put(voter, Map.of(option, score));
  }

  void close(Instant now) {
    closedAt = Optional.of(now);
  }

  void discard() {
    discarded = true;
  }

  /** As the user API shows it today; what was voted stays hidden as long as it is to. */
  JsonObject today() {
    boolean hides = hides();
    JsonObjectBuilder poll =
        JsonText.object(FakeTemplates.filled("poll", asked("details_format")))
            .add("hide_results", asked("hide_results", "off"))
            .addAll(common())
            .add("poll_option_names", names(FakePoll::label));
    if (hides) {
      poll.remove("results").remove("stance_counts").remove("total_score");
    } else {
      poll.add("results", results());
    }
    return poll.build();
  }

  /** Whether what was voted is not shown yet, by either word for it. */
  private boolean hides() {
    boolean untilClosed =
        asked("hide_results", "off").equals("until_closed")
            || asked("hide_results_until_closed", "").equals("true");
    return untilClosed && closedAt.isEmpty();
  }

  /** As the group API showed it in 2021: what was voted stands in the options. */
  JsonObject in2021() {
    return JsonText.object(FakeTemplates.filled("poll-of-2021", asked("details_format")))
        .addAll(common())
        .add("hide_results_until_closed", asked("hide_results_until_closed", "").equals("true"))
        .add("poll_option_names", names(name -> name))
        .build();
  }

  /** The options as they come beside the poll. */
  JsonArrayBuilder optionsToday() {
    JsonArrayBuilder all = JsonText.array();
    for (int i = 0; i < options.size(); i++) {
      JsonObjectBuilder option =
          JsonText.object()
              .add("id", optionId(i))
              .add("poll_id", id)
              .add("priority", i)
              .add("name", label(options.get(i)));
      if (!COMMON.contains(options.get(i))) {
        option.addNull("icon");
      }
      all.add(FakeTemplates.filled("option", option.build()));
    }
    return all;
  }

  /** The options of 2021, those with the most votes first. */
  JsonArrayBuilder optionsIn2021() {
    JsonArrayBuilder all = JsonText.array();
    IntStream.range(0, options.size())
        .boxed()
        .sorted((a, b) -> Long.compare(total(options.get(b)), total(options.get(a))))
        .forEach(i -> all.add(optionIn2021(i)));
    return all;
  }

  private JsonObjectBuilder optionIn2021(int index) {
    String name = options.get(index);
    JsonObject values =
        JsonText.object()
            .add("id", optionId(index))
            .add("poll_id", id)
            .add("priority", index)
            .add("name", name)
            .add("voter_scores", voterScores(name))
            .add("total_score", total(name))
            .build();
    JsonObjectBuilder option = JsonText.object(FakeTemplates.filled("option-of-2021", values));
    return hides() ? option.remove("voter_scores").remove("total_score") : option;
  }

  private JsonObjectBuilder common() {
    long decided = ballots.values().stream().filter(b -> !b.isEmpty()).count();
    JsonArrayBuilder counts = JsonText.array();
    options.forEach(option -> counts.add(total(option)));
    return JsonText.object()
        .add("id", id)
        .add("key", key)
        .add("title", title())
        .add("details", asked("details", ""))
        .add("poll_type", asked("poll_type", "proposal"))
        .add("group_id", group.map(FakePoll::number).orElse(JsonValue.NULL))
        .add("closing_at", time(closingAt))
        .add("closed_at", time(closedAt))
        .add("created_at", createdAt.toString())
        .add("anonymous", isAnonymous())
        .add("voters_count", ballots.size())
        .add("decided_voters_count", decided)
        .add("undecided_voters_count", ballots.size() - decided)
        .add("cast_stances_pct", ballots.isEmpty() ? 0 : 100 * decided / ballots.size())
        .add("stance_counts", counts)
        .add("total_score", options.stream().mapToLong(this::total).sum());
  }

  private JsonArrayBuilder results() {
    JsonArrayBuilder all = JsonText.array();
    IntStream.range(0, options.size())
        .boxed()
        .sorted((a, b) -> Long.compare(total(options.get(b)), total(options.get(a))))
        .forEach(i -> all.add(result(i)));
    JsonObject undecided =
        JsonText.object()
            .add("poll_id", id)
            .add("voter_count", ballots.values().stream().filter(Map::isEmpty).count())
            .build();
    return all.add(FakeTemplates.filled("undecided", undecided));
  }

  private JsonObject result(int index) {
    String option = options.get(index);
    JsonObject scores = voterScores(option);
    boolean isCommon = COMMON.contains(option);
    JsonObjectBuilder members =
        JsonText.object()
            .add("id", optionId(index))
            .add("poll_id", id)
            .add("name", isCommon ? "poll_proposal_options." + option : option)
            .add("name_format", isCommon ? "i18n" : "plain")
            .add("score", total(option))
            .add("voter_scores", isMeeting() ? scores : JsonValue.EMPTY_JSON_OBJECT)
            .add("voter_ids", voters(scores))
            .add("voter_count", scores.size());
    return FakeTemplates.filled(
        "result", (isCommon ? members.add("icon", option) : members.addNull("icon")).build());
  }

  /** At most 50, and not always the same. */
  private JsonArrayBuilder voters(JsonObject scores) {
    List<Long> all =
        scores.entrySet().stream()
            .filter(score -> isMeeting() || !score.getValue().toString().equals("0"))
            .map(score -> Long.valueOf(score.getKey()))
            .toList();
    JsonArrayBuilder some = JsonText.array();
    int first = all.size() > MOST_VOTERS ? turn++ % all.size() : 0;
    IntStream.range(0, Math.min(MOST_VOTERS, all.size()))
        .forEach(i -> some.add(all.get((first + i) % all.size())));
    return some;
  }

  private boolean isMeeting() {
    return asked("poll_type", "").equals("meeting");
  }

  private JsonObject voterScores(String option) {
    JsonObjectBuilder scores = JsonText.object();
    if (!isAnonymous()) {
      ballots.forEach(
          (voter, ballot) -> {
            if (ballot.containsKey(option)) {
              scores.add(Long.toString(voter), ballot.get(option));
            }
          });
    }
    return scores.build();
  }

  private long total(String option) {
    return ballots.values().stream().mapToLong(b -> b.getOrDefault(option, 0L)).sum();
  }

  private boolean isAnonymous() {
    return asked("anonymous", "").equals("true");
  }

  private long optionId(int index) {
    return id * 10 + index;
  }

  private JsonObject asked(String member) {
    return FakeParameters.text(asked, member)
        .map(text -> JsonText.object().add(member, text).build())
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  private String asked(String member, String otherwise) {
    return FakeParameters.text(asked, member).orElse(otherwise);
  }

  private JsonArrayBuilder names(UnaryOperator<String> shown) {
    JsonArrayBuilder names = JsonText.array();
    options.forEach(option -> names.add(shown.apply(option)));
    return names;
  }

  /** Options that Loomio knows are shown in the words of the server's language. */
  private static String label(String option) {
    return COMMON.contains(option)
        ? option.substring(0, 1).toUpperCase(Locale.ROOT) + option.substring(1)
        : option;
  }

  private static JsonValue number(long number) {
    return JsonText.provider().createValue(number);
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
