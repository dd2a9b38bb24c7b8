package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What Slack sends to the one URL of all workspaces: events (docs.slack.dev, "The Events API"), and
 * what people do in messages ("Handling user interaction"). Nothing of it is believed before its
 * signature ("Verifying requests from Slack").
 */
final class Hook {
  /** As Slack's own libraries have it. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final String SCHEME = "v0=";
  private static final String FORM = "payload";
  private static final String UNINSTALLED = "app_uninstalled";
  private static final int MOST_TEXT = 200;

  private Hook() {}

  /** Verifies a webhook, and says whom it is for. */
  static Gate admit(String signingSecret, WebhookRequest request) {
    Optional<Gate> refused = unverified(signingSecret, request);
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<JsonObject> interaction = request.formJson(FORM);
    return interaction.isPresent()
        ? interaction(part(interaction.get()), request)
        : event(part(request.json()));
  }

  private static Optional<Gate> unverified(String signingSecret, WebhookRequest request) {
    String seconds = request.header("X-Slack-Request-Timestamp").orElse("");
    String signature = request.header("X-Slack-Signature").orElse("");
    if (!SECONDS.matcher(seconds).matches() || !signature.startsWith(SCHEME)) {
      return Optional.of(Gate.unverified("the signature or its time is missing"));
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
    if (Duration.between(sent, request.receivedAt()).abs().compareTo(WINDOW) > 0) {
      return Optional.of(Gate.unverified("the webhook is stale, or a clock is wrong"));
    }
    byte[] expected =
        Signatures.hmacSha256(signingSecret, bytes("v0:" + seconds + ":"), request.body());
    return Signatures.isHex(signature.substring(SCHEME.length()), expected)
        ? Optional.empty()
        : Optional.of(Gate.unverified("the signature is wrong"));
  }

  private static Gate event(JsonPart body) {
    return switch (body.text("type")) {
      case "url_verification" -> new Gate.Answer(Reply.text(body.text("challenge")));
      case "app_rate_limited" -> new Gate.Answer(Reply.OK);
      case "event_callback" ->
          body.has("team_id")
              ? new Gate.Accept(
                      Optional.of(body.text("event_id")), Set.of(body.text("team_id")), Reply.OK)
                  .atOnce()
              : Gate.passOver("an event of no workspace");
      default -> Gate.passOver("an unknown type of webhook");
    };
  }

  private static Gate interaction(JsonPart body, WebhookRequest request) {
    if (!body.isText("type", "block_actions") || !body.isObject("message")) {
      return Gate.passOver("an interaction outside of messages");
    }
    if (!body.has("team")) {
      // Where an organization has installed an app, Slack names no workspace.
      return Gate.passOver("an interaction in no workspace");
    }
    // It is sent once; whoever has caught it cannot send it again.
    return new Gate.Accept(
            Optional.of("action-" + request.bodyDigest()),
            Set.of(body.part("team").text("id")),
            Reply.OK)
        .lane("message-" + correlation(body));
  }

  /** Says what a webhook means that was admitted. */
  static Received received(PluginInstance<Slack.Config> slack, WebhookRequest request) {
    Optional<JsonObject> interaction = request.formJson(FORM);
    if (interaction.isPresent()) {
      return Received.processes(correlation(part(interaction.get())));
    }
    JsonPart event = part(request.json()).part("event");
    String type = event.text("type");
    if (type.isBlank() || type.length() > MOST_TEXT) {
      return Received.passedOver("an event without a type");
    }
    JsonObject data =
        Json.createObjectBuilder(event.object()).remove("type").remove("user").build();
    PlatformEvent told = new PlatformEvent(type, data, initiator(slack.config(), event));
    // It may be old, and the app installed again since: so Slack is asked.
    return type.equals(UNINSTALLED) && new SlackApi(slack).isShutOut()
        ? Received.disable("The app was uninstalled on Slack", told)
        : Received.events(told);
  }

  private static Initiator initiator(Slack.Config config, JsonPart event) {
    // Of a user that has changed, the whole user stands there.
    Optional<String> user =
        event.isObject("user") ? event.part("user").findText("id") : event.textIn("user");
    return new Initiator(
        Json.createObjectBuilder()
            .add("user_id", user.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
            .add("provider", "slack")
            .add(
                "is_metagov_bot",
                user.map(id -> config.botUserId().filter(id::equals).isPresent())
                    .map(is -> is ? JsonValue.TRUE : JsonValue.FALSE)
                    .orElse(JsonValue.NULL))
            .build());
  }

  /** Returns what somebody has done in a message. */
  static JsonPart interaction(WebhookRequest request) {
    return part(
        request
            .formJson(FORM)
            .orElseThrow(
                () -> new InvalidParameterException("There is no payload in the webhook")));
  }

  /** Returns what names a message, for the process that has posted it. */
  static String correlation(String channel, String ts) {
    return channel + "/" + ts;
  }

  private static String correlation(JsonPart body) {
    return correlation(body.part("channel").text("id"), body.part("message").text("ts"));
  }

  private static JsonPart part(JsonObject body) {
    return JsonPart.ofWebhook("Slack's webhook", body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
