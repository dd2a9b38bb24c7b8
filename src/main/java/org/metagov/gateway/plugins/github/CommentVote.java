package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/**
 * A vote by comments (docs.github.com, "REST API endpoints for issue comments"): what stands
 * between {@code ^^^^} and {@code ^^^^} is chosen. Of several comments of one person the last one
 * with a vote counts.
 */
public final class CommentVote extends IssueVote<CommentVote.Question> {
  private static final Pattern MARK = Pattern.compile(Pattern.quote("^^^^"));

  /** Whoever may comment invents options. */
  private static final int LONGEST_OPTION = 100;

  /** What is put to the vote. */
  public record Question(
      String repoName,
      String question,
      Optional<String> helpText,
      @Doc("end the vote when so many people have voted; 0: never") Optional<Integer> maxVotes,
      @Doc("has no effect: the outcome always tells the votes so far")
          Optional<String> trackProgress,
      @Doc("what may be chosen; none: whatever people write") Optional<List<String>> options,
      @Doc("when the vote ends") Optional<Instant> closingAt,
      @Doc("names of users who may vote; none: everybody may")
          Optional<List<String>> eligibleVoters,
      @Doc("names of users who may not vote") Optional<List<String>> ineligibleVoters)
      implements Asked {
    @Override
    public Terms terms() {
      return new Terms(
          closingAt,
          maxVotes,
          eligibleVoters,
          ineligibleVoters,
          options.map(all -> all.stream().map(CommentVote::plain).toList()));
    }
  }

  @Override
  public Progress<Vote> start(
      PluginInstance<GitHub.Config> github, Question asked, String startKey) {
    List<String> options = asked.terms().options().orElse(List.of("any"));
    boolean fit =
        options.stream()
            .allMatch(
                option ->
                    !option.isEmpty()
                        && option.length() <= LONGEST_OPTION
                        && !MARK.matcher(option).find());
    if (!fit || options.isEmpty() || options.stream().distinct().count() < options.size()) {
      throw new InvalidParameterException(
          "options differ from each other, also in lower case, and have 1 to "
              + LONGEST_OPTION
              + " characters");
    }
    return super.start(github, asked, startKey);
  }

  @Override
  String howTo() {
    return "This is a comment vote issue. Please vote on the question below by leaving a comment"
        + " with the text `^^^^<yourvotehere>^^^^`. You can add any additional commentary you like."
        + " \n\nPlease note that your vote will not be case sensitive, but spelling _does_ matter."
        + " If you try to vote multiple times, only your last vote will be counted. You may edit"
        + " your vote as long as the vote is still open.";
  }

  @Override
  List<Ballot> ballots(Issue issue) {
    return issue.comments().stream()
        .flatMap(comment -> option(comment).flatMap(option -> Ballot.of(comment, option)).stream())
        .toList();
  }

  private static Optional<String> option(JsonPart comment) {
    if (!comment.isText("body")) {
      return Optional.empty();
    }
    String[] parts = MARK.split(comment.text("body"), -1);
    return parts.length < 3
        ? Optional.empty()
        : Optional.of(plain(parts[1]))
            .filter(option -> !option.isEmpty() && option.length() <= LONGEST_OPTION);
  }

  private static String plain(String option) {
    return option.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  String result(Tally tally) {
    // In the app's name, and so that nobody is called by it.
    String counts =
        tally.votes().entrySet().stream()
            .sorted(
                Comparator.comparing(
                    (Map.Entry<String, List<String>> each) -> -each.getValue().size()))
            .map(each -> code(each.getKey()) + ": " + each.getValue().size() + "\n")
            .collect(Collectors.joining());
    return "This vote is now closed. You may continue commenting, but it will not affect the"
        + " result.\n\nThe result was:\n\n"
        + counts
        + "\nPeople voting: "
        + String.join(", ", tally.voters());
  }

  private static String code(String text) {
    return "`" + text.replaceAll("[`\\s]+", " ").strip() + "`";
  }

  @Override
  void add(JsonObjectBuilder outcome, Tally tally, boolean isOver) {
    outcome.add("voters", Json.createArrayBuilder(tally.voters()));
  }
}
