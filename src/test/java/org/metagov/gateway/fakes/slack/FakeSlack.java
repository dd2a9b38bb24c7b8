package org.metagov.gateway.fakes.slack;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.OAuthText;

/**
 * A workspace on Slack. What it takes, refuses and answers is from docs.slack.dev as of 2026-08,
 * the pages of the methods by their names, "Verifying requests from Slack", "Installing with
 * OAuth", "Using token rotation", "Rate limits" and the reference of Block Kit; shapes of webhooks
 * are from slackapi/java-slack-sdk ({@code json-logs/samples}).
 */
public final class FakeSlack extends FakePlatform {
  public static final String TEAM = "T9TK3CUKW";
  public static final String BOT_USER = "U0KRQLJ9H";
  public static final String BOT_TOKEN = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy";
  public static final String CLIENT = "4711.0815";
  public static final String CLIENT_SECRET = "slack-client-secret-1";
  public static final String SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
  public static final String ADMIN = "U024BE7LH";
  public static final String MEMBER = "U0G9QF9C6";
  public static final String CHANNEL = "C0G9QF9GZ";

  /** A public channel that the bot is not in. */
  public static final String ELSEWHERE = "C061EG9SL";

  /** How often a minute a message may be changed (tier 3). */
  private static final int UPDATES_A_MINUTE = 50;

  private final Set<String> tokens = new HashSet<>(Set.of(BOT_TOKEN));
  private final Set<String> refreshTokens = new HashSet<>();

  /** Whose the tokens of people are. */
  private final Map<String, String> people = new HashMap<>();

  private final Map<String, String> codes = new HashMap<>();
  private final Set<String> joined = new HashSet<>(Set.of(CHANNEL));
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final List<Map<String, String>> ephemeral = new ArrayList<>();
  private final Map<Long, Integer> updates = new HashMap<>();
  private final Set<String> tooOften = new HashSet<>();
  private boolean writesInPublic = true;
  private boolean joins = true;
  private String installer = ADMIN;
  private boolean enterprise;
  private boolean rotates;
  private int renewals;
  private int last;
  private int clicks;
  private String hook = "";

  /** A message; {@code buttons} is what can be clicked there. */
  private record Message(
      String channel, String ts, String user, String text, String blocks, JsonValue metadata) {}

  /** Sends webhooks to {@code url} from now on. */
  public synchronized void hook(String url) {
    hook = url;
  }

  /** Whoever installs the app from now on. */
  public synchronized void installer(String user) {
    installer = user;
  }

  /** The app is installed in an organization from now on. */
  public synchronized void enterprise() {
    enterprise = true;
  }

  /** The app has token rotation from now on. */
  public synchronized void rotate() {
    rotates = true;
  }

  /** All access tokens end. */
  public synchronized void expire() {
    tokens.clear();
  }

  /** The app has no scope {@code chat:write.public} from now on. */
  public synchronized void writeWhereItIsOnly() {
    writesInPublic = false;
  }

  /** The app has no scope {@code channels:join} from now on. */
  public synchronized void stayOut() {
    joins = false;
  }

  /** The bot's token ends, and the workspace gets {@code token} in its place. */
  public synchronized void replace(String token) {
    tokens.clear();
    tokens.add(token);
  }

  /** {@code method} has been called too often from now on; Slack counts each on its own. */
  public synchronized void refuse(String method) {
    tooOften.add(method);
  }

  public synchronized int renewals() {
    return renewals;
  }

  /** Returns how many messages the bot has posted that are still there. */
  public synchronized int count() {
    return messages.size();
  }

  /** Returns the blocks of the newest message. */
  public synchronized String shown() {
    return newest().blocks();
  }

  /** Gives {@code user} a token of their own, as any app that they have let in has. */
  public synchronized String personal(String user) {
    String token = "xoxp-" + UUID.randomUUID();
    tokens.add(token);
    people.put(token, user);
    return token;
  }

  /** Returns what was told to single users, as they were sent. */
  public synchronized List<Map<String, String>> ephemeral() {
    return List.copyOf(ephemeral);
  }

  /** Deletes the newest message. */
  public synchronized void delete() {
    messages.remove(newest().ts());
  }

  private Message newest() {
    return messages.values().stream().reduce((a, b) -> b).orElseThrow();
  }

  /** Somebody says yes at {@code location}; returns where Slack sends them. */
  public synchronized String yes(String location) {
    Map<String, String> query = OAuthText.pairs(URI.create(location).getRawQuery());
    if (!CLIENT.equals(query.get("client_id"))
        || !(query.containsKey("scope") || query.containsKey("user_scope"))) {
      throw new AssertionError("Slack does not take " + query.keySet());
    }
    String code = "code-" + UUID.randomUUID();
    codes.put(
        code,
        String.join(
            " ",
            query.get("redirect_uri"),
            query.containsKey("scope") ? "bot" : "",
            query.containsKey("user_scope") ? "user" : ""));
    return query.get("redirect_uri") + "?code=" + code + "&state=" + encoded(query.get("state"));
  }

  /** Somebody says no at {@code location}; returns where Slack sends them. */
  public String no(String location) {
    Map<String, String> query = OAuthText.pairs(URI.create(location).getRawQuery());
    return query.get("redirect_uri") + "?error=access_denied&state=" + encoded(query.get("state"));
  }

  /** What a person's browser shows. */
  private Answer consentPage(String location) {
    String page =
        "<!doctype html><title>Slack</title><h1>Let the gateway in?</h1>"
            + "<p><a href=\"%s\">Allow</a> <a href=\"%s\">Cancel</a></p>";
    return new Answer(
        200,
        page.formatted(yes(location).replace("&", "&amp;"), no(location).replace("&", "&amp;")),
        Map.of("Content-Type", "text/html; charset=utf-8"));
  }

  /** Somebody clicks a button, or chooses in a menu, of the newest message. */
  public int act(String user, String action, String value) {
    return act(user, action, value, Optional.of(nextTime()));
  }

  private synchronized String nextTime() {
    clicks++;
    return "1548426417.%06d".formatted(clicks);
  }

  /** As above, of a click at {@code time} that was under way since then. */
  public int act(String user, String action, String value, Optional<String> time) {
    JsonObjectBuilder done =
        Json.createObjectBuilder().add("action_id", action).add("block_id", "=qXel");
    time.ifPresent(at -> done.add("action_ts", at));
    if (action.startsWith("advanced_vote.")) {
      done.add("type", "static_select")
          .add("selected_option", Json.createObjectBuilder().add("value", value));
    } else {
      done.add("type", "button").add("value", value);
    }
    return interaction(user, TEAM, done);
  }

  private int interaction(String user, String team, JsonObjectBuilder done) {
    JsonObject payload;
    synchronized (this) {
      Message message = newest();
      payload =
          Json.createObjectBuilder()
              .add("type", "block_actions")
              .add("user", Json.createObjectBuilder().add("id", user).add("team_id", team))
              .add("api_app_id", "A0")
              .add("trigger_id", UUID.randomUUID().toString())
              .add("team", Json.createObjectBuilder().add("id", team).add("domain", "x"))
              .add("channel", Json.createObjectBuilder().add("id", message.channel()))
              .add(
                  "message",
                  Json.createObjectBuilder()
                      .add("type", "message")
                      .add("ts", message.ts())
                      .add("user", message.user()))
              .add("response_url", url() + "/actions/" + team + "/1/abc")
              .add("actions", Json.createArrayBuilder().add(done))
              .build();
    }
    return deliver("application/x-www-form-urlencoded", "payload=" + encoded(payload.toString()));
  }

  /** Something happens in the workspace; returns what was answered. */
  public int happen(JsonObject event) {
    return deliver(
        "application/json",
        Json.createObjectBuilder()
            .add("token", "z")
            .add("team_id", TEAM)
            .add("api_app_id", "A0KRD7HC3")
            .add("type", "event_callback")
            .add("event_id", "Ev" + UUID.randomUUID())
            .add("event_time", Instant.now().getEpochSecond())
            .add("event", event)
            .build()
            .toString());
  }

  /** Where nobody has said where to, nobody is told. */
  private int deliver(String type, String body) {
    return hook.isEmpty()
        ? 0
        : send(
            hook,
            signed(
                Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8), Instant.now()),
            body);
  }

  /** Returns {@code headers} with a signature of {@code body} at {@code time}. */
  public static Map<String, String> signed(Map<String, String> headers, byte[] body, Instant time) {
    Map<String, String> signed = new LinkedHashMap<>(headers);
    String seconds = String.valueOf(time.getEpochSecond());
    byte[] mac =
        Signatures.hmacSha256(
            SIGNING_SECRET, ("v0:" + seconds + ":").getBytes(StandardCharsets.UTF_8), body);
    signed.put("X-Slack-Request-Timestamp", seconds);
    signed.put("X-Slack-Signature", "v0=" + HexFormat.of().formatHex(mac));
    return signed;
  }

  @Override
  protected Answer busy() {
    return Answer.json(429, "{\"ok\":false,\"error\":\"ratelimited\"}").with("Retry-After", "7");
  }

  @Override
  protected synchronized Answer answer(FakeServer.Request request) {
    if (request.method().equals("GET") && request.target().startsWith("/oauth/v2/authorize?")) {
      return consentPage(url() + request.target());
    }
    if (!request.method().equals("POST") || !request.target().startsWith("/api/")) {
      return new Answer(404, "", Map.of());
    }
    if (!request.header("Content-Type").orElse("").startsWith("application/x-www-form")) {
      return refused("invalid_form_data");
    }
    Map<String, String> form =
        request.body().isEmpty() ? Map.of() : OAuthText.pairs(request.body());
    String method = request.target().substring("/api/".length());
    if (method.equals("oauth.v2.access")) {
      return access(form);
    }
    String sent = request.header("Authorization").orElse("");
    String token = sent.startsWith("Bearer ") ? sent.substring("Bearer ".length()) : "";
    if (!tokens.contains(token)) {
      return refused(token.isEmpty() ? "not_authed" : rotates ? "token_expired" : "invalid_auth");
    }
    if (tooOften.contains(method)) {
      return busy();
    }
    return switch (method) {
      case "auth.test" -> ok(whose(token));
      case "team.info" -> ok(Directory.team());
      case "users.list" -> ok(Directory.users());
      case "conversations.list" -> ok(Directory.channels(form.getOrDefault("cursor", "")));
      case "users.info" ->
          Directory.user(form.getOrDefault("user", ""))
              .map(user -> ok(Json.createObjectBuilder().add("user", user)))
              .orElseGet(() -> refused("user_not_found"));
      case "conversations.open" -> open(form.getOrDefault("users", ""));
      case "conversations.join" -> join(form.getOrDefault("channel", ""));
      case "conversations.history" -> history(form);
      case "chat.postMessage" -> post(form, people.getOrDefault(token, BOT_USER));
      case "chat.delete" -> delete(form, people.getOrDefault(token, BOT_USER));
      case "conversations.rename", "conversations.invite", "conversations.kick" ->
          inside(form.getOrDefault("channel", ""));
      case "chat.update" -> update(form);
      case "chat.postEphemeral" -> tell(form);
      case "chat.getPermalink" -> permalink(form);
      case "pins.add", "pins.remove" -> pin(form.getOrDefault("channel", ""));
      default -> refused("unknown_method");
    };
  }

  private Answer access(Map<String, String> form) {
    if (!CLIENT.equals(form.get("client_id"))) {
      return refused("invalid_client_id");
    }
    if (!CLIENT_SECRET.equals(form.get("client_secret"))) {
      return refused("bad_client_secret");
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      if (!refreshTokens.remove(form.get("refresh_token"))) {
        return refused("invalid_refresh_token");
      }
      renewals++;
      return ok(installed());
    }
    String asked = codes.remove(form.getOrDefault("code", ""));
    if (asked == null) {
      return refused("invalid_code");
    }
    if (!asked.startsWith(form.getOrDefault("redirect_uri", "") + " ")) {
      return refused("bad_redirect_uri");
    }
    JsonObjectBuilder person =
        asked.endsWith("user") ? letIn() : Json.createObjectBuilder().add("id", installer);
    JsonObjectBuilder team =
        Json.createObjectBuilder().add("id", TEAM).add("name", "Slack Softball Team");
    return asked.endsWith("  user")
        ? ok(Json.createObjectBuilder().add("authed_user", person).add("team", team))
        : ok(
            installed()
                .add("authed_user", person)
                .add("is_enterprise_install", enterprise)
                .add("team", enterprise ? JsonValue.NULL : team.build()));
  }

  /** Somebody lets the app act for them. */
  private JsonObjectBuilder letIn() {
    String token = (rotates ? "xoxe.xoxp-" : "xoxp-") + UUID.randomUUID();
    tokens.add(token);
    people.put(token, installer);
    JsonObjectBuilder person =
        Json.createObjectBuilder()
            .add("id", installer)
            .add("scope", "chat:write")
            .add("access_token", token)
            .add("token_type", "user");
    return rotates
        ? person.add("refresh_token", "xoxe-1-" + UUID.randomUUID()).add("expires_in", 43_200)
        : person;
  }

  private JsonObjectBuilder installed() {
    String token = (rotates ? "xoxe.xoxb-" : "xoxb-") + UUID.randomUUID();
    tokens.add(token);
    JsonObjectBuilder answer =
        Json.createObjectBuilder()
            .add("access_token", token)
            .add("token_type", "bot")
            .add("scope", "chat:write")
            .add("bot_user_id", BOT_USER)
            .add("app_id", "A0KRD7HC3");
    if (rotates) {
      String refresh = "xoxe-1-" + UUID.randomUUID();
      refreshTokens.add(refresh);
      answer.add("refresh_token", refresh).add("expires_in", 43_200);
    }
    return answer;
  }

  /** A token of an app's bot tells which bot that is; one of a person does not. */
  private JsonObjectBuilder whose(String token) {
    JsonObjectBuilder whose = Json.createObjectBuilder().add("team_id", TEAM);
    return token.contains("xoxb-")
        ? whose.add("user_id", BOT_USER).add("bot_id", "B19LU7CSY")
        : whose.add("user_id", people.getOrDefault(token, MEMBER));
  }

  private Answer open(String users) {
    if (users.isBlank()) {
      return refused("users_list_not_supplied");
    }
    String id =
        "G" + Integer.toUnsignedString(new TreeSet<>(List.of(users.split(",", -1))).hashCode());
    joined.add(id);
    return ok(Json.createObjectBuilder().add("channel", Json.createObjectBuilder().add("id", id)));
  }

  private Answer join(String channel) {
    if (!joins) {
      return Answer.json(
          200, "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"channels:join\"}");
    }
    if (!channel.equals(ELSEWHERE) && !channel.equals(CHANNEL)) {
      return refused("channel_not_found");
    }
    joined.add(channel);
    return ok(
        Json.createObjectBuilder().add("channel", Json.createObjectBuilder().add("id", channel)));
  }

  private Answer history(Map<String, String> form) {
    String channel = form.getOrDefault("channel", "");
    if (!joined.contains(channel)) {
      return refused(channel.equals(ELSEWHERE) ? "not_in_channel" : "channel_not_found");
    }
    List<Message> all =
        messages.values().stream().filter(m -> m.channel().equals(channel)).toList();
    JsonArrayBuilder shown = Json.createArrayBuilder();
    for (int i = all.size() - 1; i >= 0; i--) {
      JsonObjectBuilder message =
          Json.createObjectBuilder()
              .add("type", "message")
              .add("ts", all.get(i).ts())
              .add("text", all.get(i).text());
      if ("true".equals(form.get("include_all_metadata"))) {
        message.add("metadata", all.get(i).metadata());
      }
      shown.add(message);
    }
    return ok(
        Json.createObjectBuilder()
            .add("messages", shown)
            .add("has_more", false)
            .add("response_metadata", Json.createObjectBuilder().add("next_cursor", "")));
  }

  private Answer post(Map<String, String> form, String user) {
    // The one method that takes a name, too.
    String channel = Directory.channel(form.getOrDefault("channel", ""));
    // Whoever may write in public channels ("chat:write.public") need not be in them.
    if (!joined.contains(channel) && !(writesInPublic && channel.equals(ELSEWHERE))) {
      return refused(channel.equals(ELSEWHERE) ? "not_in_channel" : "channel_not_found");
    }
    if (form.getOrDefault("text", "").isEmpty() && !form.containsKey("blocks")) {
      return refused("no_text");
    }
    if (form.containsKey("blocks") && !BlockRules.fit(form.get("blocks"))) {
      return refused("invalid_blocks");
    }
    last++;
    Message message =
        new Message(
            channel,
            "1503435956.%06d".formatted(last),
            user,
            form.getOrDefault("text", ""),
            form.getOrDefault("blocks", "[]"),
            form.containsKey("metadata")
                ? Json.createReader(new StringReader(form.get("metadata"))).readObject()
                : JsonValue.NULL);
    messages.put(message.ts(), message);
    return ok(posted(message));
  }

  private static JsonObjectBuilder posted(Message message) {
    return Json.createObjectBuilder()
        .add("channel", message.channel())
        .add("ts", message.ts())
        .add(
            "message",
            Json.createObjectBuilder()
                .add("type", "message")
                .add("text", message.text())
                .add("user", message.user())
                .add("ts", message.ts()));
  }

  private Answer update(Map<String, String> form) {
    if (updates.merge(Instant.now().getEpochSecond() / 60, 1, Integer::sum) > UPDATES_A_MINUTE) {
      return busy();
    }
    Message before = messages.get(form.getOrDefault("ts", ""));
    if (before == null || !before.channel().equals(form.get("channel"))) {
      return refused("message_not_found");
    }
    if (!BlockRules.fit(form.getOrDefault("blocks", "[]"))) {
      return refused("invalid_blocks");
    }
    Message after =
        new Message(
            before.channel(),
            before.ts(),
            before.user(),
            form.getOrDefault("text", ""),
            form.getOrDefault("blocks", "[]"),
            before.metadata());
    messages.put(after.ts(), after);
    return ok(posted(after));
  }

  /** Admins delete what anybody has posted, all others their own. */
  private Answer delete(Map<String, String> form, String user) {
    Message message = messages.get(form.getOrDefault("ts", ""));
    if (message == null || !message.channel().equals(form.get("channel"))) {
      return refused("message_not_found");
    }
    if (!user.equals(ADMIN) && !user.equals(message.user())) {
      return refused("cant_delete_message");
    }
    messages.remove(message.ts());
    return ok(Json.createObjectBuilder().add("channel", message.channel()).add("ts", message.ts()));
  }

  private Answer inside(String channel) {
    // Unlike where messages are posted, a name is no channel here.
    return joined.contains(channel)
        ? ok(
            Json.createObjectBuilder()
                .add("channel", Json.createObjectBuilder().add("id", channel)))
        : refused(channel.equals(ELSEWHERE) ? "not_in_channel" : "channel_not_found");
  }

  private Answer tell(Map<String, String> form) {
    if (!joined.contains(form.getOrDefault("channel", ""))) {
      return refused("channel_not_found");
    }
    ephemeral.add(Map.copyOf(form));
    return ok(Json.createObjectBuilder().add("message_ts", "1502210682.580145"));
  }

  private Answer permalink(Map<String, String> form) {
    Message message = messages.get(form.getOrDefault("message_ts", ""));
    return message == null || !message.channel().equals(form.get("channel"))
        ? refused("message_not_found")
        : ok(
            Json.createObjectBuilder()
                .add("channel", message.channel())
                .add(
                    "permalink",
                    "https://ghostbusters.slack.com/archives/%s/p%s"
                        .formatted(message.channel(), message.ts().replace(".", ""))));
  }

  private Answer pin(String channel) {
    return joined.contains(channel) ? ok(Json.createObjectBuilder()) : inside(channel);
  }

  private static Answer ok(JsonObjectBuilder more) {
    return Answer.json(200, Json.createObjectBuilder(more.build()).add("ok", true).build());
  }

  private static Answer refused(String error) {
    return Answer.json(200, "{\"ok\":false,\"error\":\"" + error + "\"}");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    switch (command) {
      case "hook" -> hook(parameters.getString("url"));
      case "act" ->
          act(
              parameters.getString("user"),
              parameters.getString("action"),
              parameters.getString("value"));
      case "happen" -> happen(parameters);
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonObject.EMPTY_JSON_OBJECT;
  }
}
