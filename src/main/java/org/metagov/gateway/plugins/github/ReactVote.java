package org.metagov.gateway.plugins.github;

import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;

/**
 * A vote by reactions (docs.github.com, "REST API endpoints for reactions"): thumbs up for yes,
 * thumbs down for no. GitHub sends no webhooks about them, so that votes are seen by checks only.
 */
public final class ReactVote extends IssueVote<ReactVote.Question> {
  private static final String YES = "yes";
  private static final String NO = "no";
  private static final Map<String, String> OPTIONS = Map.of("+1", YES, "-1", NO);

  /** What is put to the vote. */
  public record Question(
      String repoName,
      String question,
      Optional<String> helpText,
      @Doc("end the vote when so many people have voted; 0: never") Optional<Integer> maxVotes,
      @Doc("has no effect: the outcome always tells the votes so far")
          Optional<String> trackProgress,
      @Doc("when the vote ends") Optional<Instant> closingAt,
      @Doc("names of users who may vote; none: everybody may")
          Optional<List<String>> eligibleVoters,
      @Doc("names of users who may not vote") Optional<List<String>> ineligibleVoters)
      implements Asked {
    @Override
    public Terms terms() {
      return new Terms(
          closingAt, maxVotes, eligibleVoters, ineligibleVoters, Optional.of(List.of(YES, NO)));
    }
  }

  @Override
  String howTo() {
    return "This is a react vote issue. Please vote on the question below, using thumbs up for yes"
        + " and thumbs down for no. Other reactions will not be counted.";
  }

  @Override
  List<Ballot> ballots(Issue issue) {
    return issue.reactions().stream()
        .filter(reaction -> reaction.isText("content"))
        .filter(reaction -> OPTIONS.containsKey(reaction.text("content")))
        .flatMap(reaction -> Ballot.of(reaction, OPTIONS.get(reaction.text("content"))).stream())
        .toList();
  }

  @Override
  String result(Tally tally) {
    return "This vote is now closed. The result was "
        + word(tally)
        + " with "
        + tally.count(YES)
        + " votes for and "
        + tally.count(NO)
        + " votes against. You may continue commenting and reacting, but it will have no impact on"
        + " the result.";
  }

  @Override
  void add(JsonObjectBuilder outcome, Tally tally, boolean isOver) {
    if (isOver) {
      outcome.add("result", word(tally));
    }
  }

  private static String word(Tally tally) {
    int ahead = Integer.compare(tally.count(YES), tally.count(NO));
    return ahead == 0 ? "tie" : ahead > 0 ? "pass" : "fail";
  }
}
