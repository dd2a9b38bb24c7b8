package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A vote by menus in a message: for each candidate everybody chooses one of the options, and may
 * choose again. The menus show each voter their own choice, so the message stays as it is.
 */
public final class AdvancedVote
    implements GovernanceProcess<Slack.Config, AdvancedVote.Question, AdvancedVote.Vote> {
  /** The candidate follows by its place in the list: its name may be longer than Slack allows. */
  private static final String ACTION = "advanced_vote.";

  private static final int MOST_OPTIONS = 100;
  private static final int LONGEST_CANDIDATE = 1_000;

  /** What is put to the vote. */
  public record Question(
      String title,
      Optional<String> details,
      @Doc("a list of candidates to vote for; for each we will create a select button")
          List<String> candidates,
      @Doc("a predefined options for users to select from") List<String> options,
      @Doc("channel to post the vote in") Optional<String> channel,
      @Doc(
              "list of users who are eligible to vote. if eligible_voters is provided and channel is"
                  + " not provided, creates vote in a private group message.")
          Optional<List<String>> eligibleVoters,
      @Doc("list of users who are not eligible to vote") Optional<List<String>> ineligibleVoters,
      @Doc("message to display to ineligible voter when they attempt to cast a vote")
          @Default("You are not eligible to vote in this poll.")
          String ineligibleVoterMessage) {
    Electorate electorate() {
      return new Electorate(channel, eligibleVoters, ineligibleVoters);
    }
  }

  /**
   * A vote under way.
   *
   * @param channel where its message is
   * @param ts its message
   * @param choices what each user has chosen for each candidate
   * @param times when each user has chosen that, by user and menu
   */
  public record Vote(
      Question question,
      String channel,
      String ts,
      String url,
      Map<String, Map<String, String>> choices,
      Optional<Map<String, String>> times) {
    Message message() {
      return new Message(channel, ts);
    }
  }

  @Override
  public Progress<Vote> start(
      PluginInstance<Slack.Config> slack, Question question, String startKey) {
    Blocks.header(question.title(), question.details());
    Blocks.require("candidates", question.candidates(), Blocks.MOST - 1, LONGEST_CANDIDATE);
    Blocks.require("options", question.options(), MOST_OPTIONS, Blocks.LONGEST_LABEL);
    SlackApi api = new SlackApi(slack);
    String channel = question.electorate().channel(api);
    return begun(
        api,
        question,
        Message.post(api, channel, question.title(), blocks(question, true), startKey));
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
            Optional.empty()));
  }

  /** Looks whether the message is still there. */
  @Override
  public Progress<Vote> check(PluginInstance<Slack.Config> slack, Vote vote) {
    String url = vote.message().url(new SlackApi(slack));
    return pending(
        new Vote(vote.question(), vote.channel(), vote.ts(), url, vote.choices(), vote.times()));
  }

  @Override
  public Progress<Vote> receive(
      PluginInstance<Slack.Config> slack, Vote vote, WebhookRequest request) {
    JsonPart body = Hook.interaction(request);
    String user = body.part("user").text("id");
    Map<String, Map<String, String>> choices = new LinkedHashMap<>(vote.choices());
    Clicks clicks = new Clicks(vote.times());
    for (JsonPart action : body.objects("actions")) {
      Optional<String> candidate = candidate(vote.question(), action);
      Optional<String> option = option(vote.question(), action);
      if (candidate.isPresent() && !vote.question().electorate().includes(user)) {
        vote.message().tell(new SlackApi(slack), user, vote.question().ineligibleVoterMessage());
      } else if (candidate.isPresent()
          && option.isPresent()
          && clicks.take(user + "/" + action.text("action_id"), action)) {
        Map<String, String> own = new LinkedHashMap<>(choices.getOrDefault(user, Map.of()));
        own.put(candidate.get(), option.get());
        choices.put(user, own);
      }
    }
    return pending(
        new Vote(vote.question(), vote.channel(), vote.ts(), vote.url(), choices, clicks.times()));
  }

  private static Optional<String> candidate(Question question, JsonPart action) {
    return action.isText("action_id") && action.text("action_id").startsWith(ACTION)
        ? at(question.candidates(), action.text("action_id").substring(ACTION.length()))
        : Optional.empty();
  }

  private static Optional<String> option(Question question, JsonPart action) {
    return action.isObject("selected_option") && action.part("selected_option").isText("value")
        ? at(question.options(), action.part("selected_option").text("value"))
        : Optional.empty();
  }

  private static Optional<String> at(List<String> items, String place) {
    return place.matches("\\d{1,3}") && Integer.parseInt(place) < items.size()
        ? Optional.of(items.get(Integer.parseInt(place)))
        : Optional.empty();
  }

  @Override
  public Progress<Vote> close(PluginInstance<Slack.Config> slack, Vote vote) {
    vote.message()
        .show(new SlackApi(slack), vote.question().title(), blocks(vote.question(), false));
    return new Progress.Completed<>(outcome(vote));
  }

  private static Progress<Vote> pending(Vote vote) {
    return Progress.pending(vote)
        .outcome(outcome(vote))
        .url(vote.url())
        .correlation(vote.message().correlation());
  }

  private static JsonObject outcome(Vote vote) {
    JsonObjectBuilder votes = Json.createObjectBuilder();
    vote.choices()
        .forEach(
            (user, own) -> {
              JsonObjectBuilder chosen = Json.createObjectBuilder();
              own.forEach(chosen::add);
              votes.add(user, chosen);
            });
    return vote.message().outcome(votes);
  }

  private static JsonArray blocks(Question question, boolean open) {
    Blocks blocks = new Blocks(question.title(), question.details());
    for (int i = 0; i < question.candidates().size(); i++) {
      JsonObjectBuilder section = Blocks.section(question.candidates().get(i));
      blocks.add(
          open ? section.add("accessory", Blocks.menu(ACTION + i, question.options())) : section);
    }
    return blocks.build();
  }
}
