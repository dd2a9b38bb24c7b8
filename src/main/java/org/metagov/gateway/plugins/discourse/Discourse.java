package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Polled;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.WebhookRequest;

/** A Discourse forum, by its HTTP API (docs.discourse.org) and its webhooks. */
@MetagovPlugin(value = "discourse", auth = AuthType.API_KEY)
@Emits(value = "post_created", data = Discourse.Made.class)
@Emits(value = "topic_created", data = Discourse.Made.class)
@Emits("user_fields_changed")
public class Discourse implements Plugin<Discourse.Config> {
  /** What the actions' own parameter means. */
  static final String INITIATOR = "username of who does it; whoever the key acts for, if absent";

  private static final Pattern COMMA_OR_SPACE = Pattern.compile("[,\\s]");

  /** How to reach the forum. */
  @Closed
  public record Config(
      @Doc(
              "Discourse API key for a bot user. Actions will be taken on behalf of this user; changes"
                  + " of user fields are found out about only with an admin's.")
          @Secret
          String apiKey,
      @Doc("URL of the Discourse server") @PlatformId String serverUrl,
      @Doc(
              "A random string. When creating the Metagov webhook in Discourse, enter this string"
                  + " under 'secret.'")
          @Secret
          String webhookSecret,
      @Doc("Who acts, if the key is for all users; 'system' unless this says otherwise")
          Optional<String> apiUsername,
      @Doc("A part of the webhook's path that nobody can guess") Optional<String> webhookSlug,
      @Doc(
              "Whether the gateway makes its webhook on the forum itself, with an admin's key; true if"
                  + " absent")
          Optional<Boolean> registerWebhook,
      @Doc(
              "The forum's own address, which people use, if the gateway reaches it at another one"
                  + " (server_url)")
          Optional<URI> publicUrl) {
    /** Refuses a key or a secret that is none. */
    public Config {
      if (apiKey.isBlank() || webhookSecret.isBlank()) {
        throw new IllegalArgumentException("api_key and webhook_secret must not be empty");
      }
    }
  }

  /** What events tell at least. */
  public record Made(long id, String url) {}

  /** A private message to somebody; with a topic, one more message in that thread. */
  public record NewMessage(
      @Doc("required for a new thread") Optional<String> title,
      @Doc("Markdown") String raw,
      Optional<Boolean> isWarning,
      @Doc("the thread to reply to") Optional<Long> topicId,
      List<String> targetUsernames,
      @Doc(INITIATOR) Optional<String> initiator) {}

  /** A reply in a topic. */
  public record NewPost(
      @Doc("Markdown") String raw, long topicId, @Doc(INITIATOR) Optional<String> initiator) {}

  /** A topic with its first post. */
  public record NewTopic(
      @Doc("Markdown") String raw,
      @Doc("id of the category") long category,
      String title,
      @Doc(INITIATOR) Optional<String> initiator) {}

  /** A post or a topic. */
  public record Target(long id, @Doc(INITIATOR) Optional<String> initiator) {}

  /** Whether a post is to be locked. */
  public record Lock(long id, boolean locked, @Doc(INITIATOR) Optional<String> initiator) {}

  /** Where a new post is. */
  public record Posted(String url, long postId, long topicId) {}

  /** Whether a post is locked. */
  public record Locked(boolean locked) {}

  @Override
  public void initialized(PluginInstance<Config> instance) {
    SignIn.verify(instance).ifPresent(users -> census(instance, users));
    register(instance);
  }

  @Override
  public void reconfigured(PluginInstance<Config> instance, PluginInstance<Config> before) {
    boolean isNew = !instance.config().serverUrl().equals(before.config().serverUrl());
    if (isNew) {
      webhook(before).leave(before);
    }
    boolean wasBlind = !Census.isPossible(instance.state());
    SignIn.verify(instance)
        .filter(users -> isNew || wasBlind)
        .ifPresent(users -> census(instance, users));
    register(instance);
  }

  @Override
  public void disabled(PluginInstance<Config> instance) {
    webhook(instance).unregister(instance);
  }

  private static void register(PluginInstance<Config> instance) {
    webhook(instance).register(instance, instance.config().registerWebhook().orElse(true));
  }

  private static OwnWebhook webhook(PluginInstance<Config> instance) {
    return new OwnWebhook(
        new ForumWebhooks(forum(instance, Optional.empty()), instance.config().webhookSecret()));
  }

  @Override
  public String probe(PluginInstance<Config> instance) {
    return SignIn.verify(instance).isPresent()
        ? "The forum takes the key, and shows its users: changes of their fields are told of"
        : "The forum takes the key, but does not show its users";
  }

  private static void census(PluginInstance<Config> instance, List<JsonPart> users) {
    Census.begin(instance, forum(instance, Optional.empty()), users);
  }

  /** Tells nothing: it goes on reading the users, so that their changes can be told. */
  @Override
  public Polled poll(PluginInstance<Config> instance) {
    Census.goOn(instance, forum(instance, Optional.empty()));
    return Polled.nothing();
  }

  /** Sends a private message. */
  @Action(value = "create-message", description = "Start a new private message thread")
  public Posted createMessage(PluginInstance<Config> instance, NewMessage message) {
    if (message.topicId().isEmpty() && message.title().isEmpty()) {
      throw new InvalidParameterException("A new thread of messages needs a title");
    }
    message.targetUsernames().stream()
        .filter(name -> name.isEmpty() || COMMA_OR_SPACE.matcher(name).find())
        .findFirst()
        .ifPresent(
            name -> {
              throw new InvalidParameterException("'" + name + "' is not a username");
            });
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("raw", message.raw())
            .add("target_recipients", String.join(",", message.targetUsernames()))
            .add("archetype", message.topicId().isPresent() ? "regular" : "private_message");
    message.title().ifPresent(title -> body.add("title", title));
    // Discourse compares texts (PostsController.create_params): JSON's true is an ordinary message.
    message.isWarning().ifPresent(warning -> body.add("is_warning", warning.toString()));
    message.topicId().ifPresent(id -> body.add("topic_id", id("topic_id", id)));
    return post(instance, message.initiator(), body);
  }

  /** Replies in a topic. */
  @Action(value = "create-post", description = "Create a new post")
  public Posted createPost(PluginInstance<Config> instance, NewPost post) {
    return post(
        instance,
        post.initiator(),
        Json.createObjectBuilder()
            .add("raw", post.raw())
            .add("topic_id", id("topic_id", post.topicId())));
  }

  /** Opens a topic. */
  @Action(value = "create-topic", description = "Create a new topic")
  public Posted createTopic(PluginInstance<Config> instance, NewTopic topic) {
    return post(
        instance,
        topic.initiator(),
        Json.createObjectBuilder()
            .add("raw", topic.raw())
            .add("category", id("category", topic.category()))
            .add("title", topic.title()));
  }

  /** Deletes a post. */
  @Action(value = "delete-post", description = "Delete a post")
  public void deletePost(PluginInstance<Config> instance, Target post) {
    forum(instance, post.initiator()).tell("DELETE", "/posts/" + id("id", post.id()) + ".json");
  }

  /** Deletes a topic. */
  @Action(value = "delete-topic", description = "Delete a topic")
  public void deleteTopic(PluginInstance<Config> instance, Target topic) {
    forum(instance, topic.initiator()).tell("DELETE", "/t/" + id("id", topic.id()) + ".json");
  }

  /** Recovers a deleted post. */
  @Action(value = "recover-post", description = "Recover a deleted post")
  public void recoverPost(PluginInstance<Config> instance, Target post) {
    forum(instance, post.initiator()).tell("PUT", "/posts/" + id("id", post.id()) + "/recover");
  }

  /** Recovers a deleted topic. */
  @Action(value = "recover-topic", description = "Recover a deleted topic")
  public void recoverTopic(PluginInstance<Config> instance, Target topic) {
    forum(instance, topic.initiator()).tell("PUT", "/t/" + id("id", topic.id()) + "/recover");
  }

  /** Locks or unlocks a post. */
  @Action(value = "lock-post", description = "Lock or unlock a post on discourse")
  public Locked lockPost(PluginInstance<Config> instance, Lock lock) {
    JsonPart answer =
        forum(instance, lock.initiator())
            .put(
                "/posts/" + id("id", lock.id()) + "/locked.json",
                Map.of("locked", List.of(String.valueOf(lock.locked()))));
    return new Locked(answer.truth("locked"));
  }

  /** Asks the forum. */
  @Process(value = "poll", description = "Start a new poll in Discourse")
  public GovernanceProcess<Config, NewPoll, PollProcess.OnForum> poll() {
    return new PollProcess();
  }

  @Override
  public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
    return Webhooks.admit(instance, request);
  }

  @Override
  public Received receive(PluginInstance<Config> instance, WebhookRequest request) {
    return Webhooks.receive(instance, request);
  }

  /** Returns the forum for {@code initiator} or, where that is empty, for whom the key acts. */
  static Forum forum(PluginInstance<Config> instance, Optional<String> initiator) {
    return new Forum(instance, initiator.or(() -> SignIn.actingUser(instance)));
  }

  /** Returns {@code id}, if Discourse can have it: it counts from 1. */
  static long id(String name, long id) {
    if (id < 1) {
      throw new InvalidParameterException(name + " is not an id: they are counted from 1");
    }
    return id;
  }

  private static Posted post(
      PluginInstance<Config> instance, Optional<String> initiator, JsonObjectBuilder body) {
    JsonPart post = forum(instance, initiator).create(body.build());
    if (!post.has("id")) {
      throw new PlatformException(
          "Discourse has put the post into its review queue, where a moderator decides");
    }
    return new Posted(Forum.url(instance, post), post.number("id"), post.number("topic_id"));
  }
}
