package org.metagov.gateway.plugins.discord;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;

/**
 * Discord's HTTP API, version 10 (docs.discord.com, "API Reference"). It is called as the bot, who
 * is one and the same for all communities; limits are counted by route ("Rate Limits").
 */
final class DiscordApi {
  private static final String DISCORD = "https://discord.com";
  private static final String VERSION = "/api/v10";

  /** Without a name of this form Discord may block whoever calls ("User Agent"). */
  private static final String AGENT = "DiscordBot (https://github.com/metagov/gateway, 1)";

  private static final String ANSWER = "Discord's answer";
  private static final Route ME = Route.of("users", "@me");
  private static final int MOST_FLAWS = 5;

  private static final int NOT_FOUND = 404;

  /** Of a guild: the bot is not in it. Of a channel it may also be that the bot does not see it. */
  private static final int OUT = 410;

  /** What Discord refuses ("Opcodes and Status Codes"): what was there once is gone. */
  private static final Refusals REFUSALS =
      Refusals.of("Discord", DiscordApi::refusal).as(OUT, "10004", "50001");

  /** Of what a driver has named, the driver is told. */
  private static final Refusals OF_DRIVERS = REFUSALS.caller(400, 403, 404, 405, 409);

  /** A code that is not taken stays so. */
  private static final Refusals OF_TOKENS =
      Refusals.of("Discord", DiscordApi::refusalOfToken).gone(400);

  private final PluginServer server;
  private final Optional<String> guild;

  /** As nobody in particular. */
  DiscordApi(PluginServer server) {
    this.server = server;
    guild = Optional.empty();
  }

  /** For a community: it hears of it where the bot was taken out of its guild. */
  DiscordApi(PluginInstance<Discord.Config> discord) {
    server = discord;
    guild = Optional.of(discord.config().guildId().digits());
  }

  /** Returns the address of a page that people see. */
  static String page(PluginServer server, String path) {
    return server.serverUrl().map(Object::toString).orElse(DISCORD) + path;
  }

  /** Calls a route that answers an object. */
  JsonPart get(Route route) {
    return part(call("GET", route, Optional.empty()));
  }

  /**
   * Calls a route where there was something once.
   *
   * @throws PlatformException gone, where it is not any more
   */
  JsonPart see(Route route) {
    return JsonPart.of(ANSWER, asBot("GET", route, Optional.empty(), REFUSALS));
  }

  /** Calls a route, with {@code body}, that answers an object. */
  JsonPart send(String method, Route route, JsonObject body) {
    return part(call(method, route, Optional.of(body)));
  }

  /**
   * Calls a route as the bot.
   *
   * @return what Discord answers; an empty object where that is nothing
   * @throws InvalidParameterException where Discord refuses what it is asked
   * @throws PlatformException where Discord fails, or takes the bot's token no more
   */
  JsonValue call(String method, Route route, Optional<JsonObject> body) {
    return asBot(method, route, body, OF_DRIVERS);
  }

  private JsonValue asBot(
      String method, Route route, Optional<JsonObject> body, Refusals refusals) {
    try {
      return asBotAnyway(method, route, body, refusals);
    } catch (PlatformException e) {
      if (e.status() != OUT) {
        throw e;
      }
      if (guild.filter(this::isOut).isPresent()) {
        throw shutOut();
      }
      throw refusals == OF_DRIVERS ? new InvalidParameterException(e.getMessage()) : e;
    }
  }

  private JsonValue asBotAnyway(
      String method, Route route, Optional<JsonObject> body, Refusals refusals) {
    Credential bot = new Credential(server.settings(Discord.Settings.class).botToken());
    return call(bot, "Bot", method, route, body, refusals);
  }

  private static PlatformException shutOut() {
    return PlatformException.gone(
        PlatformException.answered(
            "The bot is not in the guild any more: somebody who may manage it has to let it in"
                + " again, by /auth/discord/authorize",
            OUT,
            Optional.empty()));
  }

  /** Returns whether {@code failure} says that the bot was taken out of the guild. */
  static boolean isShutOut(PlatformException failure) {
    return failure.isGone() && failure.status() == OUT;
  }

  /** What cannot be seen is not taken for granted. */
  private boolean isOut(String of) {
    try {
      return member(of).isEmpty();
    } catch (PlatformException e) {
      return false;
    }
  }

  /**
   * Returns what the bot is in the guild {@code of}; empty where it is not in it. The guild itself
   * says so less surely: Discord has answered that it does not know one that the bot was in.
   */
  Optional<JsonPart> member(String of) {
    String bot = part(asBotAnyway("GET", ME, Optional.empty(), REFUSALS)).text("id");
    try {
      return Optional.of(
          part(
              asBotAnyway(
                  "GET", Route.of("guilds", of, "members", bot), Optional.empty(), REFUSALS)));
    } catch (PlatformException e) {
      if (e.status() == OUT || e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Calls a route as somebody whose token this is. */
  JsonPart getAs(Credential somebody, Route route) {
    return part(call(somebody, "Bearer", "GET", route, Optional.empty(), REFUSALS));
  }

  /** Returns the list that Discord answers for a person who has signed in. */
  List<JsonPart> listAs(Credential somebody, Route route) {
    return JsonPart.of(ANSWER, call(somebody, "Bearer", "GET", route, Optional.empty(), REFUSALS))
        .items();
  }

  private JsonValue call(
      Credential by,
      String kind,
      String method,
      Route route,
      Optional<JsonObject> body,
      Refusals refusals) {
    String what = method + " " + route.shape();
    PlatformRequest request =
        server
            .http(by)
            .request(method, page(server, VERSION) + route.path())
            .header("Authorization", kind + " " + by.token())
            .header("User-Agent", AGENT)
            .bucket(what, route.subject());
    body.ifPresent(request::json);
    PlatformResponse answer = request.send(refusals, what);
    return answer.body().length == 0 ? JsonValue.EMPTY_JSON_OBJECT : answer.json();
  }

  private static JsonPart part(JsonValue answer) {
    JsonPart part = JsonPart.of(ANSWER, answer);
    part.object();
    return part;
  }

  /** Who answers in another form is not Discord: a proxy, or a wall before it. */
  private static Optional<Refusal> refusal(PlatformResponse answer) {
    return answer.jsonObject().get("code") instanceof JsonNumber code
            && answer.jsonObject().get("message") instanceof JsonString message
        ? Optional.of(
            new Refusal(
                code.toString(), code + " " + message.getString() + flaws(answer.jsonObject())))
        : Optional.empty();
  }

  private static Optional<Refusal> refusalOfToken(PlatformResponse answer) {
    return JsonPart.of(ANSWER, answer.jsonObject())
        .findText("error")
        .map(error -> new Refusal(error, error));
  }

  /** What is wrong with a form, by where ("Error Messages"). */
  private static String flaws(JsonObject error) {
    List<String> flaws = new ArrayList<>();
    if (error.get("errors") instanceof JsonObject errors) {
      collect("", errors, flaws);
    }
    return flaws.isEmpty() ? "" : " (" + String.join("; ", flaws) + ")";
  }

  private static void collect(String path, JsonObject errors, List<String> flaws) {
    errors.forEach(
        (name, below) -> {
          if (flaws.size() >= MOST_FLAWS) {
            return;
          }
          if (name.equals("_errors") && below instanceof JsonArray all) {
            all.stream()
                .filter(JsonObject.class::isInstance)
                .map(each -> each.asJsonObject().get("message"))
                .filter(JsonString.class::isInstance)
                .map(message -> path + ": " + ((JsonString) message).getString())
                .findFirst()
                .ifPresent(flaws::add);
          } else if (below instanceof JsonObject inner) {
            collect(path.isEmpty() ? name : path + "." + name, inner, flaws);
          }
        });
  }

  /** Gives a code for what it is worth (docs.discord.com, "OAuth2"). */
  JsonPart exchange(Map<String, String> fields) {
    Discord.Settings settings = server.settings(Discord.Settings.class);
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("client_id", List.of(settings.clientId()));
    form.put("client_secret", List.of(settings.clientSecret()));
    fields.forEach((name, value) -> form.put(name, List.of(value)));
    return JsonPart.of(
        ANSWER,
        server
            .http()
            .post(page(server, VERSION) + "/oauth2/token")
            .header("User-Agent", AGENT)
            .form(form)
            .send(OF_TOKENS, "the code")
            .jsonObject());
  }
}
