package org.metagov.gateway.plugins.discord;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.WebhookRequest;

/** A guild on Discord. */
@MetagovPlugin(value = "discord", auth = AuthType.OAUTH, settings = Discord.Settings.class)
@Emits("slash_command")
@Emits("message_component")
public class Discord implements OAuthPlugin<Discord.Config> {
  /** Under this name is kept that somebody of the guild has let the bot in for this community. */
  private static final String SEAL = "guild";

  /** And under this one, since when the bot has been there, where the operator has named it. */
  private static final String NAMED = "named-guild";

  private static final Route ME = Route.of("users", "@me");
  private static final Route GUILDS = Route.of("users", "@me", "guilds");

  /** What an operator has registered with Discord: an application with a bot. */
  public record Settings(
      @Doc("The application's Application ID") @NotBlank String clientId,
      @Doc("The application's Client Secret") @Secret @NotBlank String clientSecret,
      @Doc("The application's Public Key") @Pattern(regexp = "[0-9a-fA-F]{64}") String publicKey,
      @Doc("The bot's Token") @Secret @NotBlank String botToken,
      @Doc("The bot's permissions in a guild, as Discord adds them up")
          @Pattern(regexp = "[0-9]{1,20}")
          @Default("274877975552")
          String permissions,
      @Doc("Which community may name which guild in its config by itself, as <community>:<guild>")
          @Default("[]")
          List<String> guilds) {}

  /** Which guild. */
  public record Config(
      @Doc("Discord Guild ID") @PlatformId NumericId guildId,
      @Doc("Discord Guild Name") Optional<String> guildName) {}

  @Override
  public ConsentPage consent(PluginServer server, ConsentRequest request) {
    Settings settings = server.settings(Settings.class);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", settings.clientId());
    if (request.purpose() == ConsentRequest.Purpose.INSTALL) {
      query.put("scope", "bot applications.commands identify");
      query.put("permissions", settings.permissions());
      query.put("integration_type", "0");
      request
          .platformId()
          .ifPresent(
              guild -> {
                query.put("guild_id", guild);
                query.put("disable_guild_select", "true");
              });
    } else {
      query.put("scope", "identify guilds");
    }
    return new ConsentPage(DiscordApi.page(server, "/oauth2/authorize"), query);
  }

  /**
   * Discord lets whoever may manage a guild add a bot to it, and says by the token which one that
   * was; what stands in the address is anybody's.
   */
  @Override
  public Installation<Config> install(PluginServer server, AuthorizationGrant grant) {
    DiscordApi api = new DiscordApi(server);
    JsonPart answer = exchanged(api, grant);
    if (!answer.isObject("guild")) {
      throw new AuthorizationException(
          "discord_no_guild", "The bot was added to no server of Discord's");
    }
    JsonPart guild = answer.part("guild");
    NumericId id = new NumericId(guild.text("id"));
    JsonPart installer = api.getAs(new Credential(answer.text("access_token")), ME);
    Stay stay =
        Stay.now(api, id)
            .orElseThrow(() -> new PlatformException("Discord has not let the bot in yet"));
    return new Installation<>(
        new Config(id, guild.findText("name")),
        Map.of(SEAL, stay.seal()),
        Map.of("user_id", installer.text("id"), "guild_id", id.digits()));
  }

  /**
   * Whoever lets the bot in for another community has put it there again. So what counts is since
   * when it has been there.
   */
  @Override
  public boolean isShutOut(PluginInstance<Config> holder) {
    Optional<Stay> now = Stay.now(new DiscordApi(holder), holder.config().guildId());
    boolean named = isNamed(holder);
    return now.filter(stay -> find(holder, named ? NAMED : SEAL).map(stay::isOf).orElse(named))
        .isEmpty();
  }

  private static Optional<Credential> find(PluginInstance<Config> discord, String name) {
    try {
      return Optional.of(discord.credential(name, before -> before.orElseThrow(Discord::notLetIn)));
    } catch (InvalidParameterException e) {
      return Optional.empty();
    }
  }

  @Override
  public SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    DiscordApi api = new DiscordApi(server);
    JsonPart answer = exchanged(api, grant);
    Credential token = new Credential(answer.text("access_token"));
    JsonPart person = api.getAs(token, ME);
    // At most 200, which is what somebody can be in.
    Set<String> guilds =
        api.listAs(token, GUILDS).stream()
            .map(guild -> guild.text("id"))
            .collect(Collectors.toSet());
    return new SignIn(
        person.text("id"),
        Optional.of(guilds),
        person.findText("username").map(name -> Map.of("username", name)).orElse(Map.of()));
  }

  private static JsonPart exchanged(DiscordApi api, AuthorizationGrant grant) {
    return api.exchange(
        Map.of(
            "grant_type", "authorization_code",
            "code", grant.code(),
            "redirect_uri", grant.redirectUri(),
            "code_verifier", grant.codeVerifier()));
  }

  /**
   * The bot may be in the guilds of many communities, so a config proves nothing: whoever writes
   * one could name the guild of another.
   */
  @Override
  public void initialized(PluginInstance<Config> discord) {
    NumericId guild = discord.config().guildId();
    DiscordApi api = new DiscordApi(discord);
    if (isNamed(discord)) {
      discord.keep(NAMED, Stay.now(api, guild).orElseThrow(Discord::notLetIn).seal());
      return;
    }
    Credential kept = find(discord, SEAL).orElseThrow(Discord::notLetIn);
    if (!Stay.isIn(guild, kept) || Stay.now(api, guild).filter(stay -> stay.isOf(kept)).isEmpty()) {
      throw notLetIn();
    }
  }

  private static boolean isNamed(PluginInstance<Config> discord) {
    return discord
        .settings(Settings.class)
        .guilds()
        .contains(discord.community() + ":" + discord.config().guildId());
  }

  private static InvalidParameterException notLetIn() {
    return new InvalidParameterException(
        "Somebody who may manage the guild has to let the bot in, by"
            + " /auth/discord/authorize?type=app&community=...");
  }

  @Override
  public void reconfigured(PluginInstance<Config> discord, Config before) {
    initialized(discord);
  }

  @Override
  public String probe(PluginInstance<Config> discord) {
    String id = discord.config().guildId().digits();
    return new DiscordApi(discord).get(Route.of("guilds", id)).findText("name").orElse(id);
  }

  /** Returns what Discord knows of the guild. */
  @Action(value = "get-guild", description = "Get guild information")
  public JsonObject getGuild(PluginInstance<Config> discord) {
    return new DiscordApi(discord)
        .get(Route.of("guilds", discord.config().guildId().digits()))
        .object();
  }

  /** Calls any route of the API that stays in the guild. */
  @Action(
      value = "method",
      description = "Perform any Discord API call",
      parametersSchema = "method.json")
  public JsonObject method(PluginInstance<Config> discord, JsonObject parameters) {
    String method = Route.method(parameters.getString("method", "GET"));
    Route route = Route.parse(parameters.getString("route"));
    JsonObject rest = without(parameters, "method", "route");
    DiscordApi api = new DiscordApi(discord);
    OwnGuild guild = new OwnGuild(discord, api);
    guild.require(method, route);
    guild.require(rest);
    JsonValue answer =
        method.equals("GET")
            ? api.call(method, route.and(query(rest)), Optional.empty())
            : api.call(method, route, Optional.of(rest).filter(body -> !body.isEmpty()));
    return answer instanceof JsonObject object
        ? object
        : Json.createObjectBuilder().add("result", answer).build();
  }

  private static String query(JsonObject parameters) {
    List<String> pairs = new ArrayList<>();
    parameters.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(text(value))));
    return String.join("&", pairs);
  }

  /** Returns a text as it is, and anything else, such as the number of a channel, as JSON. */
  static String text(JsonValue value) {
    return value instanceof JsonString text ? text.getString() : value.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Posts a message. */
  @Action(
      value = "post-message",
      description = "Post message in a channel.",
      parametersSchema = "post-message.json")
  public JsonObject postMessage(PluginInstance<Config> discord, JsonObject parameters) {
    DiscordApi api = new DiscordApi(discord);
    OwnGuild guild = new OwnGuild(discord, api);
    String channel = text(parameters.get("channel"));
    guild.requireChannel(channel);
    guild.require(parameters);
    JsonObject message =
        Json.createObjectBuilder(without(parameters, "channel", "text"))
            .add("content", parameters.getString("text"))
            .build();
    return api.send("POST", Route.of("channels", channel, "messages"), message).object();
  }

  /** Makes a command, or changes one. */
  @Action(
      value = "register-guild-command",
      description = "Register or update a command for this guild.",
      parametersSchema = "register-guild-command.json")
  public JsonObject registerGuildCommand(PluginInstance<Config> discord, JsonObject parameters) {
    DiscordApi api = new DiscordApi(discord);
    String application = discord.settings(Settings.class).clientId();
    String guild = discord.config().guildId().digits();
    JsonObject command = without(parameters, "command_id");
    if (!parameters.containsKey("command_id")) {
      return api.send(
              "POST", Route.of("applications", application, "guilds", guild, "commands"), command)
          .object();
    }
    String id = text(parameters.get("command_id"));
    return api.send(
            "PATCH",
            Route.of("applications", application, "guilds", guild, "commands", id),
            command)
        .object();
  }

  private static JsonObject without(JsonObject parameters, String... names) {
    JsonObjectBuilder rest = Json.createObjectBuilder(parameters);
    for (String name : names) {
      rest.remove(name);
    }
    return rest.build();
  }

  /** A vote by buttons, or by menus. */
  @Process(value = "vote", description = "Vote by buttons or menus in a message")
  public GovernanceProcess<Config, Vote.Question, Vote.Ballots> vote() {
    return new Vote();
  }

  @Override
  public Gate admitAll(PluginServer server, WebhookRequest request) {
    return Hook.admit(server.settings(Settings.class), request);
  }

  @Override
  public Received receive(PluginInstance<Config> discord, WebhookRequest request) {
    return Hook.received(discord, request);
  }
}
