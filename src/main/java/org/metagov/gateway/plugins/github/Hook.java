package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What GitHub sends to the one URL of all installations (docs.github.com, "Webhook events and
 * payloads"). Nothing of it is read before its signature is verified ("Validating webhook
 * deliveries"). The signature covers the body and no header: so what a header says, which event it
 * is, decides nothing but the event's name.
 */
final class Hook {
  private static final String SCHEME = "sha256=";
  private static final String FORM = "payload";
  private static final String PROVIDER = "github";
  private static final String BOT = "is_metagov_bot";

  /** No account can be called so. */
  private static final String UNKNOWN = "(unknown)";

  private static final Pattern EVENT = Pattern.compile("[a-z0-9_]{1,100}");
  private static final String END = "deleted";
  private static final Pattern ACTION = Pattern.compile("[a-z0-9_]{1,90}");

  private Hook() {}

  /** Verifies a webhook, and says whom it is for. */
  static Gate admit(String secret, WebhookRequest request) {
    String signature = request.header("X-Hub-Signature-256").orElse("");
    if (!signature.startsWith(SCHEME)) {
      return Gate.unverified("the signature is missing: has the app a webhook secret?");
    }
    byte[] expected = Signatures.hmacSha256(secret, request.body());
    if (!Signatures.isHex(signature.substring(SCHEME.length()), expected)) {
      return Gate.unverified("the signature is wrong");
    }
    String event = event(request);
    if (event.equals("ping")) {
      return new Gate.Answer(Reply.OK);
    }
    JsonPart body = body(request);
    if (!EVENT.matcher(event).matches() || !isOfInstallation(body)) {
      return Gate.passOver("it is about no installation of the app");
    }
    Gate.Accept accepted =
        new Gate.Accept(
                Optional.of(delivery(request)),
                Set.of(body.part("installation").integer("id").toString()),
                Reply.OK)
            .lane(lane(body));
    return issue(body).isEmpty() ? accepted.atOnce() : accepted;
  }

  /**
   * What GitHub delivers again has the same id, and the same body. The id is no part of what is
   * signed, so that alone it would let somebody else have the next one dropped as known.
   */
  private static String delivery(WebhookRequest request) {
    return request.header("X-GitHub-Delivery").orElse("") + "/" + request.bodyDigest();
  }

  private static boolean isOfInstallation(JsonPart body) {
    return body.isObject("installation") && body.part("installation").isNumber("id");
  }

  /** All about one issue stays in order, and what is about none, within its repository. */
  private static String lane(JsonPart body) {
    return issue(body)
        .or(
            () ->
                Optional.of(body)
                    .filter(it -> it.isObject("repository"))
                    .map(it -> it.part("repository"))
                    .filter(repository -> repository.isNumber("id"))
                    .map(repository -> "repository-" + repository.integer("id")))
        .orElse("");
  }

  /** Says what a webhook means that was admitted. */
  static Received received(PluginInstance<GitHub.Config> github, WebhookRequest request) {
    JsonPart body = body(request);
    String event = event(request);
    Optional<String> action = body.textIn("action");
    if (action.filter(it -> !ACTION.matcher(it).matches()).isPresent()) {
      return Received.passedOver("an action that GitHub does not have");
    }
    if (event.equals("installation_target")) {
      Account.of(github).requireRenamed();
    }
    PlatformEvent told =
        new PlatformEvent(
            action.map(it -> it + " " + event).orElse(event),
            body.object(),
            initiator(github, body));
    if (isEnd(body, action) && Account.of(github).isGone()) {
      return Received.disable("The app was uninstalled on GitHub", told);
    }
    return new Received(List.of(told), issue(body).map(Set::of).orElse(Set.of()));
  }

  /**
   * Returns whether it may be that the app was taken out. Only webhooks about an installation have
   * the whole of it; they may also be old, so GitHub is asked. One that is suspended is not taken
   * out: it is there again when the suspension is over.
   */
  private static boolean isEnd(JsonPart body, Optional<String> action) {
    return action.filter(END::equals).isPresent() && body.part("installation").isObject("account");
  }

  /** Returns whether a webhook about an issue tells of more than what people say there. */
  static boolean ends(WebhookRequest request) {
    JsonPart body = body(request);
    return !body.has("comment");
  }

  /** Some events name nobody ({@code sender}): drivers such as PolicyKit need somebody. */
  private static Initiator initiator(PluginInstance<GitHub.Config> github, JsonPart body) {
    if (!body.isObject("sender")
        || !body.part("sender").isNumber("id")
        || !body.part("sender").isText("login")) {
      return new Initiator(UNKNOWN, PROVIDER).with(BOT, JsonValue.FALSE);
    }
    JsonPart sender = body.part("sender");
    boolean bot = sender.isText("login", github.settings(GitHub.Settings.class).bot());
    return new Initiator(
        Json.createObjectBuilder()
            .add("user_id", sender.integer("id"))
            .add("user_name", sender.text("login"))
            .add("provider", PROVIDER)
            .add(BOT, bot ? JsonValue.TRUE : JsonValue.FALSE)
            .build());
  }

  private static Optional<String> issue(JsonPart body) {
    return Optional.of(body)
        .filter(it -> it.isObject("issue"))
        .map(it -> it.part("issue"))
        .filter(issue -> issue.isNumber("id"))
        .map(issue -> correlation(issue.integer("id")));
  }

  /** Returns what names an issue, for the process that has opened it. */
  static String correlation(Number issue) {
    return "issue-" + issue;
  }

  private static String event(WebhookRequest request) {
    return request.header("X-GitHub-Event").orElse("");
  }

  private static JsonPart body(WebhookRequest request) {
    JsonObject body = request.formJson(FORM).orElseGet(request::json);
    return JsonPart.ofWebhook("GitHub's webhook", body);
  }
}
