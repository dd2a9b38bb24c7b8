package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Hmac;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What Discourse sends: {@code {"<type>":{...}}} with what has happened in headers, as its {@code
 * emit_web_hook_event.rb} writes it. The signature is over the body only.
 */
final class Webhooks {
  private static final String SCHEME = "sha256=";
  private static final Pattern EVENT_ID = Pattern.compile("[\\w-]{1,100}");

  private Webhooks() {}

  static Gate admit(PluginInstance<Discourse.Config> instance, WebhookRequest request) {
    String signature = request.header("X-Discourse-Event-Signature").orElse("");
    if (!signature.startsWith(SCHEME)) {
      return Gate.unverified("there is no signature: enter a secret at the webhook in Discourse");
    }
    String secret = instance.config().webhookSecret();
    if (!Hmac.matchesHex(secret, request.body(), signature.substring(SCHEME.length()))) {
      return Gate.unverified("the signature is wrong: webhook_secret is another one there");
    }
    String from = request.header("X-Discourse-Instance").orElse("");
    if (!isAt(Forum.address(instance), from)) {
      return Gate.unverified("X-Discourse-Instance is not the server_url");
    }
    if (request.json().containsKey("ping")) {
      return new Gate.Answer(Reply.OK);
    }
    // The id is not signed. With the digest of what is, it can neither be put on another webhook,
    // so that the genuine one is dropped, nor do two different ones pass for one.
    Optional<String> id = request.header("X-Discourse-Event-Id");
    return Gate.accept(
        id.filter(text -> EVENT_ID.matcher(text).matches()).map(text -> text + "-").orElse("")
            + request.bodyDigest());
  }

  static Received receive(PluginInstance<Discourse.Config> instance, WebhookRequest request) {
    String event = request.header("X-Discourse-Event").orElse("");
    Part body = Part.of("webhook", request.json());
    if (event.equals("post_created") && body.has("post")) {
      return Received.events(posted(instance, body.part("post")));
    }
    if (event.equals("topic_created") && body.has("topic")) {
      return Received.events(opened(instance, body.part("topic")));
    }
    if (event.startsWith("post_") && body.has("post")) {
      long post = body.part("post").number("id");
      return new Received(List.of(), Set.of(PollProcess.correlation(post)));
    }
    if (event.startsWith("user_") && body.has("user")) {
      return aboutUser(instance, event, body.part("user"));
    }
    return Received.nothing();
  }

  private static PlatformEvent posted(PluginInstance<Discourse.Config> instance, Part post) {
    JsonObject data =
        Json.createObjectBuilder()
            .add("raw", post.text("raw"))
            .add("topic_id", post.number("topic_id"))
            .add("id", post.number("id"))
            .add("url", Forum.url(Forum.address(instance), post))
            .build();
    return new PlatformEvent("post_created", data, initiator(post));
  }

  private static PlatformEvent opened(PluginInstance<Discourse.Config> instance, Part topic) {
    JsonObject data =
        Json.createObjectBuilder()
            .add("title", topic.text("title"))
            .add("id", topic.number("id"))
            .add("tags", tags(topic))
            .add("category", topic.value("category_id"))
            .add(
                "url",
                "%s/t/%s/%d"
                    .formatted(
                        Forum.address(instance),
                        topic.findText("slug").orElse("-"),
                        topic.number("id")))
            .build();
    return new PlatformEvent(
        "topic_created",
        data,
        topic.has("created_by") ? initiator(topic.part("created_by")) : Optional.empty());
  }

  private static Received aboutUser(
      PluginInstance<Discourse.Config> instance, String event, Part user) {
    if (!event.equals("user_updated")) {
      Census.meet(instance.state(), user);
      return Received.nothing();
    }
    return Census.note(instance.state(), user)
        .map(
            change ->
                Json.createObjectBuilder()
                    .add("id", user.number("id"))
                    .add("username", user.text("username"))
                    .add("user_fields", change.now())
                    .add("old_user_fields", change.before())
                    .build())
        .map(
            data ->
                Received.events(new PlatformEvent("user_fields_changed", data, initiator(user))))
        .orElseGet(Received::nothing);
  }

  /** Returns names: a tag is its name or, in newer versions, an object with it. */
  private static JsonArrayBuilder tags(Part topic) {
    JsonArrayBuilder names = Json.createArrayBuilder();
    if (topic.value("tags") instanceof JsonArray tags) {
      for (JsonValue tag : tags) {
        names.add(
            tag instanceof JsonString
                ? tag
                : Json.createValue(Part.of("topic.tags[]", tag).text("name")));
      }
    }
    return names;
  }

  private static Optional<Initiator> initiator(Part user) {
    return user.findText("username").map(name -> new Initiator(name, "discourse"));
  }

  /** Returns whether {@code instance} is the address of {@code server}, but for a slash. */
  private static boolean isAt(URI server, String instance) {
    return server.toString().equalsIgnoreCase(instance.replaceAll("/+$", ""));
  }
}
