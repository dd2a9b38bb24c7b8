package org.metagov.gateway.plugins.discord;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigInteger;
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
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.StartKey;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A vote by buttons in a message, or by menus where the options are many: each has one vote, and
 * the one cast last counts. Voters are answered at once. The message shows how it stands; however
 * many vote, it is written anew every other second at most, and less often where Discord allows
 * less.
 */
public final class Vote implements GovernanceProcess<Discord.Config, Vote.Question, Vote.Ballots> {
  private static final Duration BETWEEN_UPDATES = Duration.ofSeconds(2);
  private static final List<String> BOOLEAN = List.of("yes", "no");
  private static final int MOST_MESSAGES = 100;

  /** What kind of question it is. */
  public enum PollType {
    BOOLEAN,
    CHOICE
  }

  /** What is put to the vote. */
  public record Question(
      String title,
      @Doc("options to use for choice selection. ignored for 'boolean' poll type")
          Optional<List<String>> options,
      Optional<String> details,
      PollType pollType,
      @Doc("channel to post the vote in") NumericId channel,
      @Doc("list of users who are eligible to vote; nobody else is, unless it is empty")
          Optional<List<NumericId>> eligibleVoters,
      @Doc("list of users who are not eligible to vote") Optional<List<NumericId>> ineligibleVoters,
      @Doc("message to display to ineligible voter when they attempt to cast a vote")
          @Default("You are not eligible to vote in this poll.")
          String ineligibleVoterMessage,
      @Doc("when the vote ends by itself") Optional<Instant> closingAt) {

    List<String> answers() {
      return pollType == PollType.BOOLEAN ? BOOLEAN : options.orElse(List.of());
    }

    boolean isBoolean() {
      return pollType == PollType.BOOLEAN;
    }

    boolean includes(String user) {
      return eligibleVoters.map(all -> all.isEmpty() || isIn(all, user)).orElse(true)
          && !ineligibleVoters.map(all -> isIn(all, user)).orElse(false);
    }

    private static boolean isIn(List<NumericId> all, String user) {
      return all.stream().anyMatch(id -> id.digits().equals(user));
    }

    boolean isOver(Instant now) {
      return closingAt.map(end -> !now.isBefore(end)).orElse(false);
    }
  }

  /**
   * What somebody has chosen last.
   *
   * @param option its place among the options
   * @param at the interaction by which they have; later ones have larger numbers ("Snowflakes")
   */
  public record Choice(int option, String at) {}

  /**
   * A vote under way.
   *
   * @param message its message
   * @param key by which its buttons are known
   * @param choices what each user has chosen, in the order of their first votes
   * @param showAt when the message is to show what it does not show yet
   */
  public record Ballots(
      Question question,
      String guild,
      String message,
      String key,
      Map<String, Choice> choices,
      Optional<Instant> showAt) {
    Ballots with(Map<String, Choice> now, Optional<Instant> show) {
      return new Ballots(question, guild, message, key, now, show);
    }

    String url() {
      return "https://discord.com/channels/%s/%s/%s".formatted(guild, question.channel(), message);
    }

    Route route() {
      return Route.of("channels", question.channel().digits(), "messages", message);
    }

    List<String> voters(int option) {
      return choices.entrySet().stream()
          .filter(choice -> choice.getValue().option() == option)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  @Override
  public Progress<Ballots> start(
      PluginInstance<Discord.Config> discord, Question question, String startKey) {
    Ballot.check(question);
    if (question.isOver(discord.now())) {
      throw new InvalidParameterException("closing_at is past");
    }
    DiscordApi api = new DiscordApi(discord);
    OwnGuild guild = new OwnGuild(discord, api);
    guild.requireChannel(question.channel().digits());
    Ballots none = none(guild.id(), question, "", startKey);
    JsonObject message =
        Json.createObjectBuilder(Ballot.of(none, true))
            .add("nonce", new StartKey(startKey).digits(Ballot.NONCE))
            .add("enforce_nonce", true)
            .build();
    String posted = api.send("POST", messages(question), message).text("id");
    return pending(none(guild.id(), question, posted, startKey));
  }

  @Override
  public Optional<Progress<Ballots>> find(
      PluginInstance<Discord.Config> discord, Question question, String startKey) {
    String guild = discord.config().guildId().digits();
    return new DiscordApi(discord)
        .see(messages(question).and("limit=" + MOST_MESSAGES)).objects().stream()
            .filter(message -> Ballot.isOf(message, startKey))
            .findFirst()
            .map(message -> pending(none(guild, question, message.text("id"), startKey)));
  }

  private static Ballots none(String guild, Question question, String message, String key) {
    return new Ballots(question, guild, message, key, Map.of(), Optional.empty());
  }

  private static Route messages(Question question) {
    return Route.of("channels", question.channel().digits(), "messages");
  }

  /** Looks whether the message is still there, writes it anew if it is time, or ends the vote. */
  @Override
  public Progress<Ballots> check(PluginInstance<Discord.Config> discord, Ballots vote) {
    if (vote.question().isOver(discord.now())) {
      return close(discord, vote);
    }
    DiscordApi api = new DiscordApi(discord);
    if (vote.showAt().filter(at -> !discord.now().isBefore(at)).isEmpty()) {
      api.see(vote.route());
      return pending(vote);
    }
    show(api, vote, true);
    return pending(vote.with(vote.choices(), Optional.empty()));
  }

  /** A message that cannot be changed any more is left as it is: the votes count all the same. */
  private static void show(DiscordApi api, Ballots vote, boolean open) {
    try {
      api.send("PATCH", vote.route(), Ballot.of(vote, open));
    } catch (InvalidParameterException e) {
      // Deleted, or in a channel that the bot sees no more: the next look says so.
    } catch (PlatformException e) {
      if (!DiscordApi.isShutOut(e)) {
        throw e;
      }
    }
  }

  @Override
  public Reply answer(
      PluginInstance<Discord.Config> discord, Ballots vote, boolean open, WebhookRequest request) {
    JsonPart body = Hook.interaction(request);
    Question question = vote.question();
    if (!open || question.isOver(request.receivedAt())) {
      return Hook.told("This vote is over.");
    }
    if (!question.includes(Hook.user(body))) {
      return Hook.told(question.ineligibleVoterMessage());
    }
    return Hook.told(
        Ballot.chosen(vote, body.part("data"))
            .map(option -> "You vote for: " + question.answers().get(option))
            .orElse("That is none of the options."));
  }

  @Override
  public Progress<Ballots> receive(
      PluginInstance<Discord.Config> discord, Ballots vote, WebhookRequest request) {
    JsonPart body = Hook.interaction(request);
    String user = Hook.user(body);
    Optional<Integer> option = Ballot.chosen(vote, body.part("data"));
    String at = body.text("id");
    Choice before = vote.choices().get(user);
    if (option.isEmpty()
        || !vote.question().includes(user)
        || vote.question().isOver(request.receivedAt())
        || (before != null && isLater(before.at(), at))) {
      return pending(vote);
    }
    Map<String, Choice> choices = new LinkedHashMap<>(vote.choices());
    choices.put(user, new Choice(option.get(), at));
    boolean same = before != null && before.option() == option.get();
    // The time stays with the first that is not shown, or a busy vote would never be.
    Optional<Instant> showAt =
        same
            ? vote.showAt()
            : vote.showAt().or(() -> Optional.of(discord.now().plus(BETWEEN_UPDATES)));
    return pending(vote.with(choices, showAt));
  }

  /** Clicks overtake each other on their way; their ids tell which one was later. */
  private static boolean isLater(String one, String other) {
    return one.matches("\\d{1,20}")
        && other.matches("\\d{1,20}")
        && new BigInteger(one).compareTo(new BigInteger(other)) > 0;
  }

  @Override
  public Progress<Ballots> close(PluginInstance<Discord.Config> discord, Ballots vote) {
    show(new DiscordApi(discord), vote, false);
    return new Progress.Completed<>(outcome(vote));
  }

  private static Progress<Ballots> pending(Ballots vote) {
    Progress.Pending<Ballots> pending =
        Progress.pending(vote).outcome(outcome(vote)).url(vote.url()).correlation(vote.message());
    return pending.checkAt(
        vote.showAt()
            .map(show -> vote.question().closingAt().filter(show::isAfter).orElse(show))
            .or(vote.question()::closingAt));
  }

  private static JsonObject outcome(Ballots vote) {
    JsonObjectBuilder votes = Json.createObjectBuilder();
    List<String> answers = vote.question().answers();
    for (int i = 0; i < answers.size(); i++) {
      List<String> voters = vote.voters(i);
      votes.add(
          answers.get(i),
          Json.createObjectBuilder()
              .add("users", Json.createArrayBuilder(voters))
              .add("count", voters.size()));
    }
    return Json.createObjectBuilder().add("votes", votes).add("message_id", vote.message()).build();
  }
}
