package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages.Page;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;

/**
 * Slack's Web API (docs.slack.dev, "Using the Slack Web API"): forms in, JSON out; what it refuses
 * it tells by {@code "ok": false} and an {@code error}, with the status 200.
 */
final class SlackApi {
  /** The name of the bot's credential. */
  static final String BOT = "bot";

  private static final String SLACK = "https://slack.com";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  /** What is Slack's own fault, and may be gone later ("Common errors" of each method). */
  private static final Refusals COMMON =
      Refusals.of("Slack", answer -> refusal(part(answer)))
          .as(
              UNAVAILABLE,
              "fatal_error",
              "internal_error",
              "service_unavailable",
              "request_timeout",
              "team_added_to_org",
              "accesslimited")
          .as(TOO_MANY, "ratelimited", "rate_limited");

  /** What says that the token is not taken; all else is whoever has asked to blame for. */
  private static final Refusals OF_METHODS =
      COMMON
          .as(
              UNAUTHORIZED,
              "invalid_auth",
              "not_authed",
              "account_inactive",
              "token_revoked",
              "token_expired")
          .otherwise(BAD_REQUEST)
          .caller(BAD_REQUEST);

  /** A code, or a refresh token, that is not taken stays so. */
  private static final Refusals OF_TOKENS = COMMON.otherwise(UNAUTHORIZED);

  private final PluginInstance<Slack.Config> slack;

  SlackApi(PluginInstance<Slack.Config> slack) {
    this.slack = slack;
  }

  /** Returns the address of a method, or of a page. */
  static String url(PluginServer server, String path) {
    return server.serverUrl().map(Object::toString).orElse(SLACK) + path;
  }

  /**
   * Calls a method as the bot.
   *
   * @throws InvalidParameterException where Slack refuses what it is asked
   * @throws PlatformException where Slack fails, or takes the bot's token no more
   */
  JsonPart call(String method, JsonObject arguments) {
    Optional<String> own = slack.config().botToken();
    if (own.isPresent()) {
      // It is kept in the config and nowhere else, or it would outlive what replaces it there.
      return accepted(method, send(slack, slack.http(), own.get(), method, arguments));
    }
    return callAs(BOT, method, arguments);
  }

  /** Returns whether Slack takes the bot's token no more. */
  boolean isShutOut() {
    try {
      call("auth.test", JsonObject.EMPTY_JSON_OBJECT);
      return false;
    } catch (PlatformException e) {
      if (e.isGone()) {
        return true;
      }
      throw e;
    }
  }

  /** Calls a method by the credential {@code name}, renewed where it has ended. */
  private JsonPart callAs(String name, String method, JsonObject arguments) {
    Credential now = slack.credential(name, before -> renewed(name, before));
    JsonPart answer = send(slack, slack.http(now), now.token(), method, arguments);
    if (answer.isText("error", "token_expired")) {
      // It has done nothing, so that this is no second time.
      slack.refused(name, now);
      Credential next = slack.credential(name, before -> renewed(name, before));
      answer = send(slack, slack.http(next), next.token(), method, arguments);
    }
    return accepted(method, answer);
  }

  /** As {@link #call(String, JsonObject)}; joins the channel where that is what is missing. */
  JsonPart callInside(String method, JsonObject arguments) {
    try {
      return call(method, arguments);
    } catch (InvalidParameterException e) {
      if (!e.getMessage().endsWith(": not_in_channel") || !arguments.containsKey("channel")) {
        throw e;
      }
      String channel = Channels.find(this, arguments.getString("channel", "")).orElseThrow(() -> e);
      call("conversations.join", Json.createObjectBuilder().add("channel", channel).build());
      return call(method, arguments);
    }
  }

  /**
   * As {@link #call(String, JsonObject)}, with a token that a driver has given: one of Slack's, or
   * one that stands for a {@link Person}.
   */
  JsonPart callWith(String token, String method, JsonObject arguments) {
    return Person.of(slack.settings(Slack.Settings.class), slack.config().teamId(), token)
        .map(person -> callAs(person.credential(), method, arguments))
        .orElseGet(
            () ->
                accepted(
                    method,
                    send(slack, slack.http(new Credential(token)), token, method, arguments)));
  }

  private Credential renewed(String name, Optional<Credential> before) {
    Credential ended =
        before.orElseThrow(
            () ->
                name.equals(BOT)
                    ? PlatformException.gone("Slack was not let in: install it")
                    : new InvalidParameterException("They have not let the gateway act for them"));
    String refresh =
        ended
            .refreshToken()
            .orElseThrow(() -> PlatformException.gone("Slack takes the token no more: install it"));
    return credential(
        exchange(slack, Map.of("grant_type", "refresh_token", "refresh_token", refresh)),
        slack.now());
  }

  /** Asks for tokens (method {@code oauth.v2.access}). */
  static JsonPart exchange(PluginServer server, Map<String, String> fields) {
    Slack.Settings settings = server.settings(Slack.Settings.class);
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("client_id", List.of(settings.clientId()));
    form.put("client_secret", List.of(settings.clientSecret()));
    fields.forEach((name, value) -> form.put(name, List.of(value)));
    JsonPart answer =
        part(server.http().post(url(server, "/api/oauth.v2.access")).form(form).send());
    return accepted(OF_TOKENS, "oauth.v2.access", answer);
  }

  /** Returns the token in an answer of {@link #exchange}, or in a part of it. */
  static Credential credential(JsonPart answer, Instant now) {
    return new Credential(
        answer.text("access_token"),
        answer.findText("refresh_token"),
        answer.has("expires_in")
            ? Optional.of(now.plusSeconds(answer.number("expires_in")))
            : Optional.empty());
  }

  /** Calls a method by a token that was given just now. */
  static JsonPart callOnce(
      PluginServer server, Credential token, String method, JsonObject arguments) {
    return accepted(method, send(server, server.http(token), token.token(), method, arguments));
  }

  private static JsonPart send(
      PluginServer server, PlatformHttp http, String token, String method, JsonObject arguments) {
    return part(
        http.post(url(server, "/api/" + method))
            .bucket(method, "")
            .header("Authorization", "Bearer " + token)
            .form(form(arguments))
            .send());
  }

  private static JsonPart part(PlatformResponse answer) {
    return JsonPart.of("Slack's answer", answer.jsonObject());
  }

  /** What is no text, number or truth value goes as JSON in a text, such as {@code blocks}. */
  private static Map<String, List<String>> form(JsonObject arguments) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    arguments.forEach(
        (name, value) -> {
          if (value != JsonValue.NULL) {
            form.put(
                name,
                List.of(value instanceof JsonString text ? text.getString() : value.toString()));
          }
        });
    return form;
  }

  private static JsonPart accepted(String method, JsonPart answer) {
    return accepted(OF_METHODS, method, answer);
  }

  private static JsonPart accepted(Refusals refusals, String method, JsonPart answer) {
    Optional<Refusal> refusal = refusal(answer);
    if (refusal.isPresent()) {
      throw refusals.exception(OK, refusal.get(), method);
    }
    return answer;
  }

  private static Optional<Refusal> refusal(JsonPart answer) {
    return answer.truth("ok")
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                answer.text("error"),
                answer.text("error")
                    + answer.findText("needed").map(" (needed: %s)"::formatted).orElse("")));
  }

  /**
   * Returns a page of a list (docs.slack.dev, "Pagination"). The bot joins the channel that it is
   * of, if need be: it may have posted where it is not ({@code chat:write.public}), but reads only
   * where it is.
   *
   * @param question what the method is asked, but for the cursor
   * @param cursor of the page, empty for the first one
   * @param list what the list is called in the answer
   * @throws PlatformException also where Slack refuses: that is nobody's parameter, as it is not
   *     known then what is in the list
   */
  Page<JsonPart> page(String method, JsonObject question, String cursor, String list) {
    JsonObjectBuilder arguments = Json.createObjectBuilder(question);
    if (!cursor.isEmpty()) {
      arguments.add("cursor", cursor);
    }
    try {
      JsonPart answer = callInside(method, arguments.build());
      return new Page<>(
          answer.objects(list),
          answer.findPart("response_metadata").flatMap(more -> more.findText("next_cursor")));
    } catch (InvalidParameterException e) {
      throw new PlatformException(e.getMessage(), e);
    }
  }

  /** Returns {@code answer} as a driver is told it: without {@code ok}. */
  static JsonObject told(JsonPart answer) {
    return Json.createObjectBuilder(answer.object()).remove("ok").build();
  }
}
