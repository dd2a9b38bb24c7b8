package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * A Discourse forum with the admins {@code system} and {@code bot} and the members {@code alice}
 * and {@code bob}. Its own API is that of {@code docs.discourse.org}; the files beside it say where
 * each shape comes from.
 */
public final class FakeDiscourse extends FakePlatform {
  /** A key for the user {@code bot}. */
  public static final String KEY = "bot-key-77f1";

  /** A key for all users. */
  public static final String KEY_FOR_ALL = "all-key-90c2";

  /** A key for the user {@code alice}, who is no admin. */
  public static final String MEMBER_KEY = "alice-key-1b0e";

  /** A key for the same that may only read. */
  public static final String READING_KEY = "alice-reads-5c2d";

  /** A key for the same that may only make posts. */
  public static final String POSTING_KEY = "alice-posts-8f4a";

  /** What webhooks are signed with. */
  public static final String SECRET = "hook-secret-31d8";

  private final FakeForum forum = new FakeForum();
  private boolean revoked;
  private String baseUrl = "";
  private final FakeHooks hooks = new FakeHooks(SECRET);
  private final FakeApi api = new FakeApi(forum, this, new FakeHooksApi(hooks));

  /** Sends webhooks to {@code url}, too, from now on. */
  public synchronized void hook(String url) {
    hooks.register(url);
  }

  /** Returns where registered webhooks go. */
  public synchronized List<String> webhooks() {
    return hooks.all().stream().map(FakeHooks.Hook::url).toList();
  }

  /** Lets an admin revoke all keys. */
  public synchronized void revoke() {
    revoked = true;
  }

  boolean isRevoked() {
    return revoked;
  }

  /** Lets the forum call itself by another address than where it is. */
  public synchronized void callItself(String url) {
    baseUrl = url;
  }

  /** Returns whether a private message is an official warning. */
  public synchronized boolean isWarning(long topic) {
    return forum.topic(topic).filter(FakeTopic::isWarning).isPresent();
  }

  /** Lets a topic have so many posts that it does not list them. */
  public synchronized void enlarge(long topic) {
    forum.topic(topic).ifPresent(FakeTopic::enlarge);
  }

  /** Lets {@code username} delete the account; what that user has written stays. */
  public synchronized void leave(String username) {
    user(username).leave();
  }

  /** Gives the next post or topic the number after {@code id}. */
  public synchronized void countFrom(long id) {
    forum.countFrom(id);
  }

  /** Returns the ids of the posts that have polls. */
  public synchronized List<Long> polls() {
    return forum.posts().stream().filter(p -> !p.polls().isEmpty()).map(FakePost::id).toList();
  }

  /** Returns the titles of the topics, those of deleted ones too. */
  public synchronized List<String> titles() {
    return forum.posts().stream()
        .filter(post -> post.number() == 1)
        .map(post -> post.topic().title())
        .toList();
  }

  /** Returns the Markdown of a post. */
  public synchronized String raw(long post) {
    return forum.post(post).raw();
  }

  /** Returns how many posts there are, deleted ones too. */
  public synchronized int count() {
    return forum.posts().size();
  }

  /** Returns whether a post is deleted. */
  public synchronized boolean isDeleted(long post) {
    return forum.post(post).isDeleted();
  }

  /**
   * Lets {@code username} vote for options of the poll in {@code post}, by their numbers from 0.
   */
  public synchronized void vote(String username, long post, Integer... options) {
    FakePoll poll = forum.post(post).polls().get(0);
    poll.vote(username, List.of(options).stream().map(i -> poll.options().get(i).id()).toList());
  }

  /** Lets somebody on the forum close the poll in {@code post}, or open it again. */
  public synchronized void close(long post, boolean closed) {
    forum.post(post).polls().forEach(poll -> poll.close(closed));
  }

  /** Lets the forum's clock reach {@code time}: polls that are due close. */
  public synchronized void reach(Instant time) {
    forum.posts().stream()
        .flatMap(post -> post.polls().stream())
        .filter(poll -> poll.closeAt().filter(due -> !due.isAfter(time)).isPresent())
        .forEach(poll -> poll.close(true));
  }

  /** Lets {@code username} reply to a topic; returns the post. */
  public synchronized long reply(String username, long topic, String raw) {
    return make(username, Map.of("topic_id", String.valueOf(topic), "raw", raw)).id();
  }

  /** Lets {@code username} open a topic; returns it. */
  public synchronized long open(String username, String title, String raw, String... tags) {
    return make(username, Map.of("title", title, "raw", raw, "tags", String.join(",", tags)))
        .topic()
        .id();
  }

  /** Lets somebody delete a post. */
  public synchronized void delete(long post) {
    forum.post(post).delete(true);
    tell("post", "post_destroyed", forum.post(post).webhook());
  }

  /** Lets somebody delete a topic. */
  public synchronized void deleteTopic(long topic) {
    FakeTopic deleted =
        forum.topic(topic).orElseThrow(() -> new IllegalArgumentException("no such topic"));
    deleted.delete(true);
    tell("topic", "topic_destroyed", deleted.webhook());
  }

  /** Lets its author edit a post, which takes away its polls if the text has none any more. */
  public synchronized void edit(long post, String raw) {
    forum.post(post).edit(raw);
    if (FakeMarkup.in(raw).isEmpty()) {
      forum.post(post).polls().clear();
    }
    tell("post", "post_edited", forum.post(post).webhook());
  }

  /** Gives somebody a new account. */
  public synchronized void join(String username) {
    FakeUser user = new FakeUser(forum.users().size() + 10L, username, false);
    forum.add(user);
    tell("user", "user_created", user.as("webhook_user.json"));
  }

  /** Lets {@code username} fill in a field of the profile, without anybody being told. */
  public synchronized void fill(String username, String field, String value) {
    user(username).fill(field, value);
  }

  /** Lets {@code username} save the profile as it is. */
  public synchronized void saveProfile(String username) {
    tell("user", "user_updated", user(username).as("webhook_user.json"));
  }

  /** Lets {@code username} log in. */
  public synchronized void logIn(String username) {
    tell("user", "user_logged_in", user(username).as("webhook_user.json"));
  }

  /** Lets a moderator read what {@code username} writes before it is published. */
  public synchronized void watch(String username) {
    forum.watch(username);
  }

  /** Lets an admin press the button that tries the webhook. */
  public synchronized void ping() {
    tell("ping", "ping", Json.createValue("OK"));
  }

  @Override
  protected JsonObject control(String command, JsonObject p) {
    switch (command) {
      case "hook" -> hook(p.getString("url"));
      case "count-from" -> countFrom(id(p, "id"));
      case "vote" -> vote(p.getString("username"), id(p, "post"), p.getInt("option"));
      case "close" -> close(id(p, "post"), p.getBoolean("closed", true));
      case "reach" -> reach(Instant.parse(p.getString("time")));
      case "reply" -> reply(p.getString("username"), id(p, "topic"), p.getString("raw"));
      case "open" -> open(p.getString("username"), p.getString("title"), p.getString("raw"));
      case "delete" -> delete(id(p, "post"));
      case "delete-topic" -> deleteTopic(id(p, "topic"));
      case "edit" -> edit(id(p, "post"), p.getString("raw"));
      case "join" -> join(p.getString("username"));
      case "fill" -> fill(p.getString("username"), p.getString("field"), p.getString("value"));
      case "save-profile" -> saveProfile(p.getString("username"));
      case "log-in" -> logIn(p.getString("username"));
      case "watch" -> watch(p.getString("username"));
      case "ping" -> ping();
      case "feel" -> feel(Mood.valueOf(p.getString("mood")));
      case "polls" -> {
        JsonArrayBuilder ids = Json.createArrayBuilder();
        polls().forEach(ids::add);
        return Json.createObjectBuilder().add("posts", ids).build();
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonValue.EMPTY_JSON_OBJECT;
  }

  /** What the limit of one action answers; that of the whole server is plain text. */
  @Override
  protected Answer busy() {
    return Answer.json(
            429,
            Json.createObjectBuilder()
                .add(
                    "errors",
                    Json.createArrayBuilder()
                        .add(FakeTemplates.text("too_many_requests", "7 seconds")))
                .add("error_type", "rate_limit")
                .add(
                    "extras",
                    Json.createObjectBuilder().add("wait_seconds", 7).add("time_left", "7 seconds"))
                .build())
        .with("Retry-After", "7");
  }

  @Override
  protected synchronized Answer answer(FakeServer.Request request) {
    return api.answer(request);
  }

  private FakePost make(String username, Map<String, String> fields) {
    return made(new FakeForum.Draft(user(username), fields));
  }

  /** Makes a post, and tells of it. */
  FakePost made(FakeForum.Draft draft) {
    FakePost post = forum.make(draft);
    if (post.number() == 1) {
      tell("topic", "topic_created", post.topic().webhook());
    }
    tell("post", "post_created", post.webhook());
    return post;
  }

  /** Sends a webhook. */
  void tell(String type, String event, JsonValue payload) {
    for (FakeHooks.Hook hook : hooks.all()) {
      if (hook.tellsOf(type)) {
        FakeHooks.Letter letter =
            hooks.write(hook, baseUrl.isEmpty() ? url() : baseUrl, type, event, payload);
        send(hook.url(), letter.headers(), letter.body());
      }
    }
  }

  private FakeUser user(String username) {
    return forum
        .user(username)
        .orElseThrow(() -> new IllegalArgumentException("no such user: " + username));
  }

  private static long id(JsonObject parameters, String name) {
    return parameters.get(name) instanceof JsonString text
        ? Long.parseLong(text.getString())
        : parameters.getJsonNumber(name).longValueExact();
  }
}
