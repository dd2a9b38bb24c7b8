package org.metagov.gateway.plugins.discord;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What Discord sends to the one URL of all guilds: interactions (docs.discord.com, "Receiving and
 * Responding to Interactions"). Nothing of it is believed before its signature ("Setting Up an
 * Endpoint"): Discord sends forged ones, too, and takes no URL that lets them pass.
 */
final class Hook {
  private static final Logger LOG = Logger.getLogger(Hook.class.getName());

  /** Discord sends an interaction once, and wants an answer within three seconds. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Whoever answers at once may be sooner there than the answer that goes before. */
  private static final Duration WHILE_DISCORD_READS = Duration.ofSeconds(4);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final int PING = 1;
  private static final int COMMAND = 2;
  private static final int COMPONENT = 3;
  private static final int AUTOCOMPLETE = 4;
  private static final int PONG = 1;
  private static final int MESSAGE = 4;
  private static final int MESSAGE_LATER = 5;
  private static final int UPDATE_LATER = 6;
  private static final int CHOICES = 8;

  /** Only who has done it sees the answer. */
  private static final int EPHEMERAL = 64;

  private static final int LONGEST_TEXT = 2_000;

  private static final String UNKNOWN = "That is nothing that the bot knows what to do with.";
  private static final String ELSEWHERE = "This works in a server that the bot is connected with.";

  private Hook() {}

  /** Verifies an interaction, and says whom it is for. */
  static Gate admit(Discord.Settings settings, WebhookRequest request) {
    Optional<Gate> refused = unverified(settings.publicKey(), request);
    if (refused.isPresent()) {
      return refused.get();
    }
    JsonPart body = part(request.json());
    long type = body.number("type");
    if (type == PING) {
      return new Gate.Answer(reply(PONG, Optional.empty()));
    }
    if (!body.isText("application_id", settings.clientId())) {
      return Gate.unverified("it is of another application");
    }
    if (type == AUTOCOMPLETE) {
      return new Gate.Answer(
          reply(
              CHOICES,
              Optional.of(Json.createObjectBuilder().add("choices", Json.createArrayBuilder()))));
    }
    if (type != COMMAND && type != COMPONENT) {
      return new Gate.Answer(told(UNKNOWN));
    }
    if (!body.isText("guild_id")) {
      return new Gate.Answer(told(ELSEWHERE));
    }
    return type == COMMAND ? command(body) : component(body);
  }

  private static Optional<Gate> unverified(String publicKey, WebhookRequest request) {
    String seconds = request.header("X-Signature-Timestamp").orElse("");
    String signature = request.header("X-Signature-Ed25519").orElse("");
    if (!SECONDS.matcher(seconds).matches() || signature.isEmpty()) {
      return Optional.of(Gate.unverified("the signature or its time is missing"));
    }
    if (!Signatures.isEd25519(
        publicKey, signature, seconds.getBytes(StandardCharsets.US_ASCII), request.body())) {
      return Optional.of(Gate.unverified("the signature is wrong"));
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Duration.between(sent, request.receivedAt()).abs().compareTo(WINDOW) > 0
        ? Optional.of(Gate.unverified("the interaction is stale, or a clock is wrong"))
        : Optional.empty();
  }

  /** A command is answered when it is worked off, just before its event is kept for the drivers. */
  private static Gate command(JsonPart body) {
    return accept(
            body,
            reply(MESSAGE_LATER, Optional.of(Json.createObjectBuilder().add("flags", EPHEMERAL))))
        .lane("user-" + user(body));
  }

  private static Gate component(JsonPart body) {
    String message = body.part("message").text("id");
    if (!Ballot.isOurs(body.part("data").text("custom_id"))) {
      return accept(body, reply(UPDATE_LATER, Optional.empty()))
          .lane("message-" + message)
          .atOnce();
    }
    // Where nobody knows yet, the vote is being started, or it was forgotten long ago.
    return accept(body, told("Your choice has come in. It counts if the vote is open."))
        .lane("message-" + message)
        .answeredBy(message);
  }

  private static Gate.Accept accept(JsonPart body, Reply reply) {
    return new Gate.Accept(Optional.of(body.text("id")), Set.of(body.text("guild_id")), reply)
        .forNobody(told(ELSEWHERE));
  }

  /** Says what an interaction means that was admitted. */
  static Received received(PluginInstance<Discord.Config> discord, WebhookRequest request) {
    JsonPart body = part(request.json());
    if (body.number("type") == COMMAND) {
      settle(discord, body, request.receivedAt().plus(WHILE_DISCORD_READS));
      return Received.events(event("slash_command", body));
    }
    return Ballot.isOurs(body.part("data").text("custom_id"))
        ? Received.processes(body.part("message").text("id"))
        : Received.events(event("message_component", body));
  }

  /**
   * Puts something in place of the answer that was deferred, or the user would be told that the
   * application did not respond; a driver may replace it for 15 minutes. What fails here fails
   * nothing else: the event matters more.
   *
   * @param known until when Discord may not know of that answer, which is still on its way to it
   * @throws PlatformException where it seems to be so: a moment later it is not
   */
  private static void settle(PluginInstance<Discord.Config> discord, JsonPart body, Instant known) {
    try {
      new DiscordApi(discord)
          .send(
              "PATCH",
              Route.of(
                  "webhooks",
                  body.text("application_id"),
                  body.text("token"),
                  "messages",
                  "@original"),
              Json.createObjectBuilder().add("content", "Message received!").build());
    } catch (InvalidParameterException e) {
      if (discord.now().isBefore(known)) {
        throw new PlatformException(e.getMessage(), e);
      }
      LOG.log(Level.FINE, "A command was not answered: it was refused");
    } catch (PlatformException e) {
      // What it says is Discord's, and not for the log.
      LOG.log(Level.FINE, "A command was not answered: HTTP {0}", e.status());
    }
  }

  private static PlatformEvent event(String type, JsonPart body) {
    return new PlatformEvent(
        type,
        body.object(),
        new Initiator(user(body), "discord").with("is_metagov_bot", JsonValue.FALSE));
  }

  /** Returns who has done it: a member of the guild, as far as it was done there. */
  static String user(JsonPart body) {
    return body.isObject("member")
        ? body.part("member").part("user").text("id")
        : body.part("user").text("id");
  }

  /** Returns what somebody has done in a message. */
  static JsonPart interaction(WebhookRequest request) {
    return part(request.json());
  }

  /** Returns an answer that nobody else sees. */
  static Reply told(String text) {
    return reply(
        MESSAGE,
        Optional.of(
            Json.createObjectBuilder()
                .add("content", Texts.fitting(text.isBlank() ? "-" : text, LONGEST_TEXT))
                .add("flags", EPHEMERAL)
                .add("allowed_mentions", Ballot.nobody())));
  }

  private static Reply reply(int type, Optional<JsonObjectBuilder> data) {
    JsonObjectBuilder reply = Json.createObjectBuilder().add("type", type);
    data.ifPresent(of -> reply.add("data", of));
    return Reply.json(reply.build().toString());
  }

  private static JsonPart part(JsonObject body) {
    return JsonPart.ofWebhook("Discord's interaction", body);
  }
}
