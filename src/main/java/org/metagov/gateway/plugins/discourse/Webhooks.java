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
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;

/** What Discourse sends, whether it is genuine, and what it means. */
final class Webhooks {
  private static final String SCHEME = "sha256=";

  /**
   * Who has done what nobody knows, as the account is gone ({@code PostSerializer.username} is null
   * then): drivers such as PolicyKit need somebody, and no username can be that.
   */
  private static final String UNKNOWN = "(unknown)";

  private Webhooks() {}

  static Gate admit(PluginInstance<Discourse.Config> instance, WebhookRequest request) {
    String signature = request.header("X-Discourse-Event-Signature").orElse("");
    if (!signature.startsWith(SCHEME)) {
      return Gate.unverified("there is no signature: enter a secret at the webhook in Discourse");
    }
    String secret = instance.config().webhookSecret();
    if (!Signatures.isHex(
        signature.substring(SCHEME.length()), Signatures.hmacSha256(secret, request.body()))) {
      return Gate.unverified("the signature is wrong: webhook_secret is another one there");
    }
    String from = request.header("X-Discourse-Instance").orElse("");
    if (!isAt(Forum.address(instance), from) && !isAt(Forum.publicAddress(instance), from)) {
      return Gate.unverified("X-Discourse-Instance is neither the server_url nor the public_url");
    }
    if (request.json().containsKey("ping")) {
      return new Gate.Answer(Reply.OK);
    }
    Hook hook = Hook.of(request);
    if (hook.isStale(request.receivedAt())) {
      return Gate.unverified("it is too old to tell of something new");
    }
    Gate.Accept accepted =
        Gate.accept(hook.deliveryId(request, Forum.address(instance).toString())).lane(hook.lane());
    return hook.isCreation() ? accepted.atOnce() : accepted;
  }

  static Received receive(PluginInstance<Discourse.Config> instance, WebhookRequest request) {
    Hook hook = Hook.of(request);
    if (hook.is("post_created")) {
      return Received.events(posted(instance, hook.subject()));
    }
    if (hook.is("topic_created")) {
      return Received.events(opened(instance, hook.subject()));
    }
    if (hook.isAbout("post")) {
      long post = hook.subject().number("id");
      return new Received(List.of(), Set.of(PollProcess.correlation(post)));
    }
    return hook.isAbout("user")
        ? aboutUser(instance, hook.event(), hook.subject())
        : Received.nothing();
  }

  private static PlatformEvent posted(PluginInstance<Discourse.Config> instance, JsonPart post) {
    JsonObject data =
        Json.createObjectBuilder()
            .add("raw", post.text("raw"))
            .add("topic_id", post.number("topic_id"))
            .add("id", post.number("id"))
            .add("url", Forum.url(instance, post))
            .build();
    return new PlatformEvent("post_created", data, initiator(post));
  }

  private static PlatformEvent opened(PluginInstance<Discourse.Config> instance, JsonPart topic) {
    JsonObject data =
        Json.createObjectBuilder()
            .add("title", topic.text("title"))
            .add("id", topic.number("id"))
            .add("tags", tags(topic))
            .add("category", topic.at("category_id").value())
            .add(
                "url",
                "%s/t/%s/%d"
                    .formatted(
                        Forum.publicAddress(instance),
                        topic.findText("slug").orElse("-"),
                        topic.number("id")))
            .build();
    JsonPart author = topic.isObject("created_by") ? topic.part("created_by") : topic;
    return new PlatformEvent("topic_created", data, initiator(author));
  }

  private static Received aboutUser(
      PluginInstance<Discourse.Config> instance, String event, JsonPart user) {
    if (!event.equals("user_updated")) {
      Census.meet(instance.state(), user);
      return Received.nothing();
    }
    return Census.note(instance.state(), Discourse.forum(instance, Optional.empty()), user)
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
  private static JsonArrayBuilder tags(JsonPart topic) {
    JsonArrayBuilder names = Json.createArrayBuilder();
    if (topic.at("tags").value() instanceof JsonArray tags) {
      for (JsonValue tag : tags) {
        JsonValue name = tag instanceof JsonObject object ? object.get("name") : tag;
        if (name instanceof JsonString) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static Initiator initiator(JsonPart user) {
    return new Initiator(user.textIn("username").orElse(UNKNOWN), "discourse");
  }

  /** Returns whether {@code instance} is the address of {@code server}, but for a slash. */
  private static boolean isAt(URI server, String instance) {
    return server.toString().equalsIgnoreCase(instance.replaceAll("/+$", ""));
  }
}
