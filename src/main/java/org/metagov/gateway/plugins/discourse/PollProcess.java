package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.Pages.Page;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.StartKey;

/**
 * A poll in a post of its own: in a new topic, which the start key names as {@code external_id}, or
 * as a reply, whose Markdown has the start key in a comment. Its outcome is {@code
 * {"poll_url","votes":{<option>:<count>}}}, and of a ranked choice {@code ranked_choice_outcome}.
 */
public final class PollProcess
    implements GovernanceProcess<Discourse.Config, NewPoll, PollProcess.OnForum> {
  /** As many posts as Discourse shows at once, and how often to ask for more of a topic's last. */
  private static final int CHUNK = 20;

  private static final int MOST_CHUNKS = 10;

  /**
   * A poll on the forum.
   *
   * @param post the id of its post
   * @param url where people vote
   * @param options the driver's options
   */
  public record OnForum(long post, String url, List<String> options) {}

  @Override
  public Progress<OnForum> start(
      PluginInstance<Discourse.Config> instance, NewPoll poll, String startKey) {
    String markup = PollMarkup.of(poll);
    JsonObjectBuilder body = Json.createObjectBuilder().add("title", poll.title());
    if (poll.topicId().isPresent()) {
      body.add("topic_id", Discourse.id("topic_id", poll.topicId().get()));
      body.add("raw", markup.stripTrailing() + "\n" + PollMarkup.mark(startKey));
    } else {
      poll.category().ifPresent(id -> body.add("category", Discourse.id("category", id)));
      body.add("raw", markup);
      body.add("external_id", externalId(startKey));
    }
    Forum forum = Discourse.forum(instance, Optional.empty());
    JsonPart post = forum.create(body.build());
    if (!post.has("id")) {
      return failed(
          "enqueued",
          "Discourse has put the poll into its review queue: see /review on the forum, and let"
              + " the user of the api_key post without review");
    }
    return begun(instance, post.has("polls") ? post : forum.post(post.number("id")), poll);
  }

  @Override
  public Optional<Progress<OnForum>> find(
      PluginInstance<Discourse.Config> instance, NewPoll poll, String startKey) {
    Forum forum = Discourse.forum(instance, Optional.empty());
    Optional<Long> found =
        poll.topicId().isPresent()
            ? reply(forum, poll.topicId().get(), startKey)
            : forum.topicOf(externalId(startKey)).map(topic -> firstPost(forum.topic(topic)));
    return found.map(id -> begun(instance, forum.post(id), poll));
  }

  @Override
  public Progress<OnForum> check(PluginInstance<Discourse.Config> instance, OnForum poll) {
    JsonPart post = Discourse.forum(instance, Optional.empty()).post(poll.post());
    if (post.has("deleted_at")) {
      throw PlatformException.gone("The post with the poll is deleted: " + poll.url());
    }
    JsonPart found =
        pollOf(post)
            .orElseThrow(
                () -> PlatformException.gone("The post has no poll any more: " + poll.url()));
    return progress(poll, found);
  }

  @Override
  public Progress<OnForum> close(PluginInstance<Discourse.Config> instance, OnForum poll) {
    Forum forum = Discourse.forum(instance, Optional.empty());
    return progress(poll, forum.closePoll(poll.post(), PollMarkup.NAME));
  }

  /** Returns what a webhook about {@code post} names its poll by. */
  static String correlation(long post) {
    return "post-" + post;
  }

  private static Progress<OnForum> begun(
      PluginInstance<Discourse.Config> instance, JsonPart post, NewPoll poll) {
    OnForum begun =
        new OnForum(post.number("id"), Forum.url(instance, post), PollMarkup.options(poll));
    return pollOf(post)
        .map(found -> progress(begun, found))
        .orElseGet(
            () ->
                failed(
                    "no_poll",
                    "Discourse has made a post without a poll: "
                        + begun.url()
                        + " . Look whether its plugin Poll is switched on, and whether the details"
                        + " leave the markup alone; the post is still there"));
  }

  private static Progress<OnForum> progress(OnForum state, JsonPart poll) {
    Ballots ballots = Ballots.of(state.options(), poll);
    JsonObjectBuilder outcome =
        Json.createObjectBuilder().add("poll_url", state.url()).add("votes", ballots.votes());
    ballots.rankedChoice().ifPresent(result -> outcome.add("ranked_choice_outcome", result));
    if (!ballots.unreadable().isEmpty()) {
      outcome.add("unreadable", Json.createArrayBuilder(ballots.unreadable()));
    }
    if (poll.text("status").equals("closed")) {
      return new Progress.Completed<>(outcome.build());
    }
    return Progress.pending(state)
        .outcome(outcome.build())
        .url(state.url())
        .correlation(correlation(state.post()))
        .endsAt(poll.findTime("close"));
  }

  private static Optional<JsonPart> pollOf(JsonPart post) {
    return post.has("polls")
        ? post.objects("polls").stream()
            .filter(poll -> poll.isText("name", PollMarkup.NAME))
            .findFirst()
        : Optional.empty();
  }

  private static long firstPost(JsonPart topic) {
    return topic.part("post_stream").at("stream").items().stream()
        .map(JsonPart::number)
        .findFirst()
        .orElseThrow(() -> new PlatformException("Discourse sent a topic without posts"));
  }

  /** Looks for the mark among the last posts of a topic. */
  private static Optional<Long> reply(Forum forum, long topic, String startKey) {
    JsonPart shown = forum.topic(topic);
    JsonPart stream = shown.part("post_stream");
    return stream.has("stream")
        ? amongListed(
            forum,
            topic,
            stream.at("stream").items().stream().map(JsonPart::number).toList(),
            startKey)
        : amongMany(forum, topic, shown, startKey);
  }

  private static Optional<Long> amongListed(
      Forum forum, long topic, List<Long> ids, String startKey) {
    Stream<JsonPart> newest =
        Pages.first(MOST_CHUNKS)
            .byNumber(
                0,
                chunk -> {
                  int end = Math.max(0, ids.size() - chunk * CHUNK);
                  return end == 0
                      ? List.of()
                      : forum.posts(topic, ids.subList(Math.max(0, end - CHUNK), end));
                });
    return marked(newest, startKey);
  }

  /** A topic of 10,000 posts does not list them ({@code PostStreamSerializerMixin}). */
  private static Optional<Long> amongMany(
      Forum forum, long topic, JsonPart shown, String startKey) {
    long last = shown.part("post_stream").number("lastId");
    return marked(
        Pages.first(MOST_CHUNKS)
            .byCursor(
                before ->
                    before.isEmpty()
                        ? new Page<>(
                            forum.posts(topic, List.of(last)),
                            Optional.of(shown.integer("highest_post_number").toString()))
                        : before(forum, topic, Long.parseLong(before))),
        startKey);
  }

  private static Page<JsonPart> before(Forum forum, long topic, long number) {
    List<JsonPart> posts = forum.postsBefore(topic, number);
    return new Page<>(
        posts,
        posts.stream()
            .map(post -> post.number("post_number"))
            .min(Long::compare)
            .map(String::valueOf));
  }

  private static Optional<Long> marked(Stream<JsonPart> posts, String startKey) {
    return posts
        .filter(post -> post.isNumber("id") && post.isText("raw"))
        .filter(post -> PollMarkup.isMarked(post.findText("raw"), startKey))
        .map(post -> post.number("id"))
        .findFirst();
  }

  /** An {@code external_id} is of the same characters, and as long, as a start key. */
  private static String externalId(String startKey) {
    return new StartKey(startKey).text();
  }

  private static Progress<OnForum> failed(String error, String text) {
    return new Progress.Failed<>(Json.createObjectBuilder().add(error, text).build());
  }
}
