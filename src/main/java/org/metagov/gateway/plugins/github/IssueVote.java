package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A vote below an issue. It ends when a driver closes it, when somebody closes the issue, when its
 * time has come, or when enough people have voted. What counts is what GitHub shows when it is
 * asked; a webhook is a reason to ask.
 *
 * @param <P> what it is started with
 */
public abstract class IssueVote<P extends IssueVote.Asked>
    implements GovernanceProcess<GitHub.Config, P, IssueVote.Vote> {
  private static final int LONGEST_TITLE = 256;
  private static final int A_PAGE = 100;

  /** How long webhooks wait after a look, for each page that it has read. */
  private static final Duration REST = Duration.ofSeconds(5);

  /** What every such vote is started with. */
  public interface Asked {
    /** Returns the name of the repository. */
    String repoName();

    /** Returns the question. */
    String question();

    /** Returns more of it. */
    Optional<String> helpText();

    /** Returns who may choose what, and until when. */
    Terms terms();
  }

  /**
   * A vote under way.
   *
   * @param path where its issue is in the API
   * @param number what the issue is called by people
   * @param issue what it is known by, wherever it goes
   * @param url where people take part
   * @param startKey by which its texts are known
   * @param seen what was counted last; empty: nothing yet, or by an earlier version
   */
  public record Vote(
      String path,
      long number,
      long issue,
      String url,
      String startKey,
      Terms terms,
      Optional<Seen> seen) {
    private String end() {
      return "<!-- metagov vote ended: " + startKey + " -->";
    }
  }

  /**
   * What was counted last.
   *
   * @param votes who has chosen what
   * @param freshUntil until when webhooks are no reason to count again: they come as fast as people
   *     write, and each look reads all that was cast
   */
  public record Seen(Map<String, List<String>> votes, Instant freshUntil) {}

  /** Tells people how to vote. */
  abstract String howTo();

  /** Returns what was cast below the issue. */
  abstract List<Ballot> ballots(Issue issue);

  /** Tells people how it has ended. */
  abstract String result(Tally tally);

  /** Adds what drivers are told besides the votes. */
  abstract void add(JsonObjectBuilder outcome, Tally tally, boolean isOver);

  @Override
  public Progress<Vote> start(PluginInstance<GitHub.Config> github, P asked, String startKey) {
    String title = "VOTE: " + asked.question();
    if (asked.question().isBlank() || title.length() > LONGEST_TITLE) {
      throw new InvalidParameterException(
          "question has 1 to " + (LONGEST_TITLE - "VOTE: ".length()) + " characters");
    }
    if (asked.terms().ended(github.now()).isPresent()) {
      throw new InvalidParameterException("closing_at is past");
    }
    Api api = new Api(github);
    String body = text(asked) + "\n\n" + beginning(startKey);
    return begun(api, asked, Issue.create(api, asked.repoName(), title, body), startKey);
  }

  @Override
  public Optional<Progress<Vote>> find(
      PluginInstance<GitHub.Config> github, P asked, String startKey) {
    Api api = new Api(github);
    try {
      return Issue.find(api, asked.repoName(), beginning(startKey))
          .map(issue -> begun(api, asked, issue, startKey));
    } catch (RefusedException e) {
      throw e.failure();
    }
  }

  private String text(P asked) {
    return howTo()
        + asked
            .terms()
            .maxVotes()
            .filter(most -> most > 0)
            .map(most -> " This vote will end when there are " + most + " total votes.")
            .orElse("")
        + asked.terms().closingAt().map(end -> " This vote will end at " + end + ".").orElse("")
        + "\n\n"
        + asked.helpText().map(help -> "Additional guidance: " + help + "\n\n").orElse("")
        + "QUESTION: "
        + asked.question();
  }

  private Progress<Vote> begun(Api api, P asked, JsonPart issue, String startKey) {
    long number = issue.number("number");
    Vote vote =
        new Vote(
            Issue.path(api, issue)
                .orElseGet(() -> Issue.issues(api, asked.repoName()) + "/" + number),
            number,
            issue.number("id"),
            issue.text("html_url"),
            startKey,
            asked.terms(),
            Optional.empty());
    return pending(vote, Tally.of(List.of(), asked.terms(), Optional.empty()));
  }

  @Override
  public Progress<Vote> check(PluginInstance<GitHub.Config> github, Vote vote) {
    return progress(github, vote, vote.terms().ended(github.now()).isPresent());
  }

  @Override
  public Progress<Vote> receive(
      PluginInstance<GitHub.Config> github, Vote vote, WebhookRequest request) {
    Optional<Seen> seen =
        vote.seen().filter(it -> github.now().isBefore(it.freshUntil()) && !Hook.ends(request));
    return seen.isPresent()
        ? pending(vote, new Tally(seen.get().votes(), false))
            .checkAt(sooner(seen.get().freshUntil(), vote.terms().closingAt()))
        : check(github, vote);
  }

  private static Instant sooner(Instant one, Optional<Instant> other) {
    return other.filter(one::isAfter).orElse(one);
  }

  @Override
  public Progress<Vote> close(PluginInstance<GitHub.Config> github, Vote vote) {
    return progress(github, vote, true);
  }

  /** However often it is done, it comes to the same: the end is when the issue was closed. */
  private Progress<Vote> progress(PluginInstance<GitHub.Config> github, Vote vote, boolean ends) {
    try {
      Issue issue = Issue.read(new Api(github), vote.path());
      if (ends && !issue.isClosed()) {
        issue = issue.closed();
      }
      List<Ballot> cast = ballots(issue);
      Tally tally = Tally.of(cast, vote.terms(), end(issue, vote, github.now()));
      if (tally.full() && !issue.isClosed()) {
        issue = issue.closed();
      }
      Duration rest = REST.multipliedBy(1 + cast.size() / A_PAGE);
      Vote now = at(issue, vote, new Seen(tally.votes(), github.now().plus(rest)));
      if (!ends && !tally.full() && !issue.isClosed()) {
        return pending(now, tally);
      }
      issue.say(result(tally), vote.end());
      return new Progress.Completed<>(outcome(now, tally, true));
    } catch (RefusedException e) {
      throw e.failure();
    }
  }

  private static Optional<Instant> end(Issue issue, Vote vote, Instant now) {
    return Stream.of(
            issue.isClosed() ? issue.closedAt() : Optional.<Instant>empty(),
            vote.terms().ended(now))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private static Vote at(Issue issue, Vote vote, Seen seen) {
    return new Vote(
        issue.path(),
        issue.json().number("number"),
        vote.issue(),
        issue.json().text("html_url"),
        vote.startKey(),
        vote.terms(),
        Optional.of(seen));
  }

  private Progress.Pending<Vote> pending(Vote vote, Tally tally) {
    return Progress.pending(vote)
        .outcome(outcome(vote, tally, false))
        .url(vote.url())
        .correlation(Hook.correlation(vote.issue()))
        .checkAt(vote.terms().closingAt());
  }

  private JsonObject outcome(Vote vote, Tally tally, boolean isOver) {
    JsonObjectBuilder outcome =
        Json.createObjectBuilder().add("issue_number", vote.number()).add("votes", tally.json());
    add(outcome, tally, isOver);
    return outcome.build();
  }

  private static String beginning(String startKey) {
    return "<!-- metagov vote: " + startKey + " -->";
  }
}
