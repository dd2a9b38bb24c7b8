package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.plugins.opencollective.OpenCollective.Config;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.StartKey;

/**
 * A vote: a conversation, whose reactions 👍 and 👎 are the votes. It ends when a driver closes it,
 * or when somebody puts {@code [CLOSED]} in front of its title on the platform.
 */
public final class Vote implements GovernanceProcess<Config, Vote.Question, Vote.Asked> {
  private static final String CLOSED = "[CLOSED] ";
  private static final String TAG = "metagov-vote";
  private static final int DIGITS = 24;
  private static final String THUMBS_UP = "\uD83D\uDC4D";
  private static final String THUMBS_DOWN = "\uD83D\uDC4E";

  /** The platform writes one of the two with it, and one without. */
  private static final String VARIATION_SELECTOR = "\uFE0F";

  /** What is put to the vote. */
  public record Question(
      @Doc("Title of the conversation; 3 to 255 characters") String title,
      @Doc("HTML; none: the title") Optional<String> details) {}

  /**
   * The conversation on the platform.
   *
   * @param title that it began with
   * @param url where people take part; it leads there also when the title is another one
   */
  public record Asked(String id, String title, String url) {}

  @Override
  public Progress<Asked> start(
      PluginInstance<Config> instance, Question question, String startKey) {
    Conversations conversations = new Conversations(new Api(instance));
    JsonPart conversation =
        conversations.create(
            question.title(),
            question.details().orElse(question.title()),
            List.of(TAG, tag(startKey)));
    return pending(
        new Asked(
            conversation.text("id"), conversation.text("title"), conversations.url(conversation)),
        conversation);
  }

  @Override
  public Optional<Progress<Asked>> find(
      PluginInstance<Config> instance, Question question, String startKey) {
    Conversations conversations = new Conversations(new Api(instance));
    // The title that it began with is the one that was asked for: it may be another one by now.
    return conversations
        .find(tag(startKey))
        .map(
            found ->
                progress(
                    new Asked(
                        found.text("id"),
                        Conversations.trimmed(question.title()),
                        conversations.url(found)),
                    found));
  }

  @Override
  public Progress<Asked> check(PluginInstance<Config> instance, Asked asked) {
    Conversations conversations = new Conversations(new Api(instance));
    return progress(asked, conversations.get(asked.id()));
  }

  @Override
  public Progress<Asked> close(PluginInstance<Config> instance, Asked asked) {
    Conversations conversations = new Conversations(new Api(instance));
    JsonPart conversation = conversations.get(asked.id());
    // What ends before the comment is there goes on with that.
    boolean ours =
        instance.once(
            "rename",
            Boolean.class,
            () -> {
              boolean open = !isClosed(asked, conversation);
              if (open) {
                conversations.rename(asked.id(), CLOSED + conversation.text("title"));
              }
              return open;
            });
    if (ours) {
      String html =
          "Voting period is closed. Final count is %s for and %s against."
              .formatted(count(conversation, THUMBS_UP), count(conversation, THUMBS_DOWN));
      instance.once(
          "comment",
          Boolean.class,
          () -> {
            conversations.comment("conversation", asked.id(), html);
            return true;
          });
    }
    return completed(asked, conversation);
  }

  private static Progress<Asked> progress(Asked asked, JsonPart conversation) {
    return isClosed(asked, conversation)
        ? completed(asked, conversation)
        : pending(asked, conversation);
  }

  private static Progress<Asked> pending(Asked asked, JsonPart conversation) {
    return Progress.pending(asked).outcome(outcome(asked, conversation)).url(asked.url());
  }

  private static Progress<Asked> completed(Asked asked, JsonPart conversation) {
    return new Progress.Completed<>(outcome(asked, conversation));
  }

  private static boolean isClosed(Asked asked, JsonPart conversation) {
    String title = conversation.text("title");
    return title.startsWith(CLOSED) && !title.equals(asked.title());
  }

  private static JsonObject outcome(Asked asked, JsonPart conversation) {
    return Json.createObjectBuilder()
        .add("vote_url", asked.url())
        .add(
            "votes",
            Json.createObjectBuilder()
                .add("yes", count(conversation, THUMBS_UP))
                .add("no", count(conversation, THUMBS_DOWN)))
        .build();
  }

  private static BigInteger count(JsonPart conversation, String emoji) {
    return conversation.part("body").findPart("reactions").stream()
        .flatMap(
            reactions ->
                reactions.object().keySet().stream()
                    .filter(key -> key.replace(VARIATION_SELECTOR, "").equals(emoji))
                    .map(key -> reactions.integer(key)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * Returns the tag that a conversation is found again by. The platform changes tags: they end up
   * in lower case, without what is no part of a name, and more than 32 characters are refused; so
   * it has none but letters and digits.
   */
  static String tag(String startKey) {
    return "metagov" + new StartKey(startKey).digits(DIGITS);
  }
}
