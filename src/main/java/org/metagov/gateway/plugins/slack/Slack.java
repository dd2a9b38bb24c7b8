package org.metagov.gateway.plugins.slack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.validation.constraints.NotBlank;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.WebhookRequest;

/** A workspace on Slack. */
@MetagovPlugin(value = "slack", auth = AuthType.OAUTH, settings = Slack.Settings.class)
public class Slack implements OAuthPlugin<Slack.Config> {
  private static final Pattern METHOD = Pattern.compile("[a-zA-Z]+(\\.[a-zA-Z0-9]+)+");

  /** What an operator has registered with Slack: an app. */
  public record Settings(
      @Doc("The app's Client ID") @NotBlank String clientId,
      @Doc("The app's Client Secret") @Secret @NotBlank String clientSecret,
      @Doc("The app's Signing Secret") @Secret @NotBlank String signingSecret,
      @Doc("The bot's scopes")
          @Default(
              "[\"chat:write\",\"chat:write.public\",\"channels:read\",\"channels:history\","
                  + "\"channels:join\",\"groups:read\",\"groups:history\",\"im:history\","
                  + "\"im:write\",\"mpim:history\",\"mpim:write\",\"pins:read\","
                  + "\"reactions:read\",\"team:read\",\"users:read\"]")
          List<String> scopes,
      @Doc(
              "What the gateway may do as whoever installs the app, where a driver asks for it;"
                  + " `none`: nothing")
          @Default(
              "[\"chat:write\",\"channels:write\",\"groups:write\",\"im:write\",\"mpim:write\"]")
          List<String> userScopes) {}

  /** Which workspace. */
  public record Config(
      @Doc("Slack Team ID") @PlatformId String teamId,
      @Doc("Slack Team Name") Optional<String> teamName,
      @Doc("Bot Token, where the app is not installed by OAuth") @Secret Optional<String> botToken,
      @Doc("Bot User ID") Optional<String> botUserId,
      @Doc("Who has installed the app") Optional<String> installerUserId) {}

  @Override
  public ConsentPage consent(PluginServer server, ConsentRequest request) {
    Settings settings = server.settings(Settings.class);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", settings.clientId());
    if (request.purpose() == ConsentRequest.Purpose.INSTALL) {
      query.put("scope", String.join(",", settings.scopes()));
      if (!settings.userScopes().equals(List.of("none"))) {
        query.put("user_scope", String.join(",", settings.userScopes()));
      }
      request.platformId().ifPresent(team -> query.put("team", team));
    } else {
      query.put("user_scope", "identity.basic");
    }
    return new ConsentPage(SlackApi.url(server, "/oauth/v2/authorize"), query);
  }

  @Override
  public Installation<Config> install(PluginServer server, AuthorizationGrant grant) {
    JsonPart answer = exchanged(server, grant);
    if (answer.isTrue("is_enterprise_install") || !answer.isObject("team")) {
      throw new AuthorizationException(
          "slack_enterprise_install", "Install the app in a workspace, not in an organization");
    }
    Credential bot = SlackApi.credential(answer, server.now());
    String installer = answer.part("authed_user").text("id");
    JsonPart user =
        SlackApi.callOnce(
                server,
                bot,
                "users.info",
                Json.createObjectBuilder().add("user", installer).build())
            .part("user");
    if (!user.isTrue("is_admin")) {
      throw new AuthorizationException(
          "slack_installer_is_not_admin", "Only an admin of the workspace can install the app");
    }
    JsonPart team = answer.part("team");
    Person person = new Person(team.text("id"), installer);
    return new Installation<>(
        new Config(
            team.text("id"),
            team.findText("name"),
            Optional.empty(),
            answer.findText("bot_user_id"),
            Optional.of(installer)),
        credentials(server, bot, answer.part("authed_user"), person),
        Map.of("user_id", installer, "user_token", person.token(server.settings(Settings.class))));
  }

  private static Map<String, Credential> credentials(
      PluginServer server, Credential bot, JsonPart user, Person person) {
    return user.has("access_token")
        ? Map.of(SlackApi.BOT, bot, person.credential(), SlackApi.credential(user, server.now()))
        : Map.of(SlackApi.BOT, bot);
  }

  /** The webhook that says so may have been lost; with each installation comes another token. */
  @Override
  public boolean isShutOut(PluginInstance<Config> holder) {
    return new SlackApi(holder).isShutOut();
  }

  @Override
  public SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    JsonPart answer = exchanged(server, grant);
    Person person =
        new Person(answer.part("team").text("id"), answer.part("authed_user").text("id"));
    return new SignIn(
        person.id(),
        person.team(),
        Map.of(
            "team_id", person.team(), "user_token", person.token(server.settings(Settings.class))));
  }

  private static JsonPart exchanged(PluginServer server, AuthorizationGrant grant) {
    return SlackApi.exchange(
        server,
        Map.of(
            "grant_type", "authorization_code",
            "code", grant.code(),
            "redirect_uri", grant.redirectUri(),
            "code_verifier", grant.codeVerifier()));
  }

  /**
   * Asks Slack whether the token is taken, and is that of an app in the workspace: who has it was
   * let in there by one of its people, and a token of one of these shows no more than that they are
   * of it.
   */
  @Override
  public void initialized(PluginInstance<Config> slack) {
    JsonPart bot = new SlackApi(slack).call("auth.test", JsonObject.EMPTY_JSON_OBJECT);
    if (!bot.isText("team_id", slack.config().teamId())) {
      throw new InvalidParameterException("The bot's token is that of another workspace");
    }
    if (!bot.isText("bot_id")) {
      throw new InvalidParameterException("The token is not that of a bot");
    }
  }

  @Override
  public void reconfigured(PluginInstance<Config> slack, Config before) {
    boolean withdrawn = before.botToken().isPresent() && slack.config().botToken().isEmpty();
    if (withdrawn && slack.config().installerUserId().isEmpty()) {
      // Nobody has installed the app: what earlier versions have kept is a copy of such a token.
      slack.forget(SlackApi.BOT);
    }
    initialized(slack);
  }

  /** Performs any method of the Web API. */
  @Action(
      value = "method",
      description = "Perform any Slack method (provided sufficient scopes)",
      parametersSchema = "method.json")
  public JsonObject method(PluginInstance<Config> slack, JsonObject parameters) {
    String method = parameters.getString("method_name");
    if (!METHOD.matcher(method).matches()) {
      throw new InvalidParameterException("'" + method + "' is not a method of Slack's");
    }
    JsonObject arguments =
        Json.createObjectBuilder(parameters).remove("method_name").remove("token").build();
    SlackApi api = new SlackApi(slack);
    if (parameters.get("token") instanceof JsonString own) {
      return SlackApi.told(api.callWith(own.getString(), method, arguments));
    }
    return SlackApi.told(api.callInside(method, arguments));
  }

  /** Posts a message. */
  @Action(
      value = "post-message",
      description =
          "Post message either in a channel, direct message, or multi-person message. Supports all"
              + " params accepted by Slack method chat.postMessage.",
      parametersSchema = "post-message.json")
  public JsonObject postMessage(PluginInstance<Config> slack, JsonObject parameters) {
    SlackApi api = new SlackApi(slack);
    JsonObjectBuilder message = Json.createObjectBuilder(parameters).remove("users");
    if (!parameters.containsKey("channel")) {
      if (!parameters.containsKey("users")) {
        throw new InvalidParameterException("users or channel are required");
      }
      message.add("channel", opened(api, parameters.getJsonArray("users")));
    }
    JsonObject whole = message.build();
    return SlackApi.told(
        whole.get("token") instanceof JsonString own
            ? api.callWith(
                own.getString(),
                "chat.postMessage",
                Json.createObjectBuilder(whole).remove("token").build())
            : api.call("chat.postMessage", whole));
  }

  private static String opened(SlackApi api, JsonArray users) {
    return opened(
        api, users.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList());
  }

  /** Returns the conversation of {@code users} with the bot; there is one such. */
  static String opened(SlackApi api, List<String> users) {
    return api.call(
            "conversations.open",
            Json.createObjectBuilder()
                .add("users", users.stream().collect(Collectors.joining(",")))
                .build())
        .part("channel")
        .text("id");
  }

  /** A vote by buttons. */
  @Process(value = "emoji-vote", description = "Vote by buttons with emoji in a message")
  public GovernanceProcess<Config, EmojiVote.Question, EmojiVote.Vote> emojiVote() {
    return new EmojiVote();
  }

  /** A vote by menus. */
  @Process(
      value = "advanced-vote",
      description = "Vote by choosing one of the options for each of the candidates in a message")
  public GovernanceProcess<Config, AdvancedVote.Question, AdvancedVote.Vote> advancedVote() {
    return new AdvancedVote();
  }

  @Override
  public Gate admitAll(PluginServer server, WebhookRequest request) {
    return Hook.admit(server.settings(Settings.class).signingSecret(), request);
  }

  @Override
  public Received receive(PluginInstance<Config> slack, WebhookRequest request) {
    return Hook.received(slack, request);
  }
}
