package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A vote by buttons in a message: each has one vote, and the one clicked last counts. The message
 * shows how it stands; however many vote, it is written anew every other second at most, as Slack
 * allows {@code chat.update} some 50 times a minute ("Rate limits", tier 3).
 */
public final class EmojiVote
    implements GovernanceProcess<Slack.Config, EmojiVote.Question, EmojiVote.Vote> {
  private static final String ACTION = "cast_vote";
  private static final Duration BETWEEN_UPDATES = Duration.ofSeconds(2);
  private static final List<String> BOOLEAN = List.of("yes", "no");

  /** What kind of question it is. */
  public enum PollType {
    BOOLEAN,
    CHOICE
  }

  /** What stands on the buttons of a choice. */
  public enum EmojiFamily {
    /** Seven of them. */
    HEARTS(
        "blue_heart",
        "purple_heart",
        "heart",
        "green_heart",
        "sparkling_heart",
        "orange_heart",
        "yellow_heart"),
    /** Eight of them. */
    FLOWERS(
        "tulip",
        "sunflower",
        "cherry_blossom",
        "rose",
        "wilted_flower",
        "bouquet",
        "hibiscus",
        "blossom"),
    /** Ten of them. */
    NUMBERS("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten");

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> emoji;

    EmojiFamily(String... emoji) {
      this.emoji = List.of(emoji);
    }
  }

  /** What is put to the vote. */
  public record Question(
      String title,
      @Doc("options to use for choice selection. ignored for 'boolean' poll type")
          Optional<List<String>> options,
      Optional<String> details,
      PollType pollType,
      @Doc("channel to post the vote in") Optional<String> channel,
      @Doc(
              "list of users who are eligible to vote. if eligible_voters is provided and channel is"
                  + " not provided, creates vote in a private group message.")
          Optional<List<String>> eligibleVoters,
      @Doc("list of users who are not eligible to vote") Optional<List<String>> ineligibleVoters,
      @Doc("message to display to ineligible voter when they attempt to cast a vote")
          @Default("You are not eligible to vote in this poll.")
          String ineligibleVoterMessage,
      @Doc("emoji family to use for choice selection. ignored for 'boolean' poll type")
          @Default("numbers")
          EmojiFamily emojiFamily) {

    List<String> answers() {
      return pollType == PollType.BOOLEAN ? EmojiVote.BOOLEAN : options.orElse(List.of());
    }

    String label(int answer) {
      return pollType == PollType.BOOLEAN
          ? List.of("Approve", "Reject").get(answer)
          : answers().get(answer);
    }

    String emoji(int answer) {
      return pollType == PollType.BOOLEAN
          ? List.of("+1", "-1").get(answer)
          : emojiFamily.emoji.get(answer);
    }

    Electorate electorate() {
      return new Electorate(channel, eligibleVoters, ineligibleVoters);
    }
  }

  /**
   * A vote under way.
   *
   * @param channel where its message is
   * @param ts its message
   * @param choices what each user has chosen, in the order of their first votes
   * @param times when each user has chosen that
   * @param showAt when the message is to show what it does not show yet
   */
  public record Vote(
      Question question,
      String channel,
      String ts,
      String url,
      Map<String, String> choices,
      Optional<Map<String, String>> times,
      Optional<Instant> showAt) {
    Message message() {
      return new Message(channel, ts);
    }

    Vote at(String newUrl) {
      return new Vote(question, channel, ts, newUrl, choices, times, showAt);
    }

    Vote chosen(Map<String, String> now, Clicks clicks) {
      return new Vote(question, channel, ts, url, now, clicks.times(), showAt);
    }

    Vote showing(Optional<Instant> at) {
      return new Vote(question, channel, ts, url, choices, times, at);
    }

    List<String> voters(String answer) {
      return choices.entrySet().stream()
          .filter(choice -> choice.getValue().equals(answer))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  @Override
  public Progress<Vote> start(
      PluginInstance<Slack.Config> slack, Question question, String startKey) {
    check(question);
    SlackApi api = new SlackApi(slack);
    String channel = question.electorate().channel(api);
    Vote none = new Vote(question, channel, "", "", Map.of(), Optional.empty(), Optional.empty());
    Message message = Message.post(api, channel, question.title(), blocks(none, true), startKey);
    return begun(api, question, message);
  }

  @Override
  public Optional<Progress<Vote>> find(
      PluginInstance<Slack.Config> slack, Question question, String startKey) {
    SlackApi api = new SlackApi(slack);
    return Message.find(api, question.electorate().channel(api), startKey)
        .map(message -> begun(api, question, message));
  }

  private static Progress<Vote> begun(SlackApi api, Question question, Message message) {
    return pending(
        new Vote(
            question,
            message.channel(),
            message.ts(),
            message.url(api),
            Map.of(),
            Optional.empty(),
            Optional.empty()));
  }

  /** Looks whether the message is still there, and writes it anew if it is time. */
  @Override
  public Progress<Vote> check(PluginInstance<Slack.Config> slack, Vote vote) {
    SlackApi api = new SlackApi(slack);
    if (vote.showAt().filter(at -> !slack.now().isBefore(at)).isEmpty()) {
      return pending(vote.at(vote.message().url(api)));
    }
    vote.message().show(api, vote.question().title(), blocks(vote, true));
    return pending(vote.showing(Optional.empty()));
  }

  @Override
  public Progress<Vote> receive(
      PluginInstance<Slack.Config> slack, Vote vote, WebhookRequest request) {
    JsonPart body = Hook.interaction(request);
    String user = body.part("user").text("id");
    Map<String, String> choices = new LinkedHashMap<>(vote.choices());
    Clicks clicks = new Clicks(vote.times());
    for (JsonPart action : body.objects("actions")) {
      if (action.isText("action_id", ACTION) && action.isText("value")) {
        String answer = action.text("value");
        if (!vote.question().electorate().includes(user)) {
          vote.message().tell(new SlackApi(slack), user, vote.question().ineligibleVoterMessage());
        } else if (vote.question().answers().contains(answer) && clicks.take(user, action)) {
          choices.put(user, answer);
        }
      }
    }
    Vote chosen = vote.chosen(choices, clicks);
    if (choices.equals(vote.choices())) {
      return pending(chosen);
    }
    // The time stays with the first that is not shown, or a busy vote would never be.
    Optional<Instant> showAt =
        vote.showAt().or(() -> Optional.of(slack.now().plus(BETWEEN_UPDATES)));
    return pending(chosen.showing(showAt));
  }

  @Override
  public Progress<Vote> close(PluginInstance<Slack.Config> slack, Vote vote) {
    vote.message().show(new SlackApi(slack), vote.question().title(), blocks(vote, false));
    return new Progress.Completed<>(outcome(vote));
  }

  private static void check(Question question) {
    Blocks.header(question.title(), question.details());
    if (question.pollType() == PollType.CHOICE) {
      if (question.options().isEmpty()) {
        throw new InvalidParameterException("options are required for a choice");
      }
      Blocks.require(
          "options",
          question.answers(),
          question.emojiFamily().emoji.size(),
          Blocks.LONGEST_TEXT / 2);
    }
  }

  private static Progress<Vote> pending(Vote vote) {
    return Progress.pending(vote)
        .outcome(outcome(vote))
        .url(vote.url())
        .correlation(vote.message().correlation())
        .checkAt(vote.showAt());
  }

  private static JsonObject outcome(Vote vote) {
    JsonObjectBuilder votes = Json.createObjectBuilder();
    for (String answer : vote.question().answers()) {
      JsonArrayBuilder users = Json.createArrayBuilder(vote.voters(answer));
      votes.add(
          answer,
          Json.createObjectBuilder().add("users", users).add("count", vote.voters(answer).size()));
    }
    return vote.message().outcome(votes);
  }

  private static JsonArray blocks(Vote vote, boolean open) {
    Question question = vote.question();
    Blocks blocks = new Blocks(question.title(), question.details());
    for (int i = 0; i < question.answers().size(); i++) {
      String answer = question.answers().get(i);
      JsonObjectBuilder section =
          Blocks.section(question.label(i) + Blocks.tally(vote.voters(answer)));
      blocks.add(
          open
              ? section.add("accessory", Blocks.button(question.emoji(i), ACTION, answer))
              : section);
    }
    return blocks.build();
  }
}
