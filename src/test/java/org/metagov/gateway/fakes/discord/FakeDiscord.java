package org.metagov.gateway.fakes.discord;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * Discord, with an application whose bot is in two guilds. What it takes, refuses and answers is
 * from discord/discord-api-docs at c98d64bc (2026-08-06), the pages named at each rule, besides
 * {@code developers/reference.mdx} ("Authentication", "User Agent", "Boolean Query Strings"),
 * {@code developers/topics/oauth2.mdx}, {@code developers/topics/opcodes-and-status-codes.mdx} and
 * {@code developers/interactions/receiving-and-responding.mdx}.
 */
public final class FakeDiscord extends FakePlatform {
  public static final String APPLICATION = "845027738276462632";
  public static final String CLIENT_SECRET = "discord-client-secret-1";
  public static final String BOT_TOKEN = "ODQ1MDI3NzM4Mjc2NDYyNjMy.GdBEvQ.discord-bot-token-1";
  public static final String PUBLIC_KEY = Signing.PUBLIC_KEY;
  public static final String GUILD = "290926798626357999";

  /** The guild of another community. */
  public static final String OTHER_GUILD = "197038439483310086";

  public static final String CHANNEL = "645027906669510667";

  /** A channel of the guild where the bot may not write. */
  public static final String QUIET = "645027906669510668";

  /** A channel of the guild that the bot does not see. */
  public static final String HIDDEN = "645027906669510669";

  public static final String OTHER_CHANNEL = "199737254929760256";
  public static final String ADMIN = "53908232506183680";
  public static final String MEMBER = "80351110224678912";
  public static final String BOT_USER = APPLICATION;

  private static final Pattern AGENT = Pattern.compile("DiscordBot \\(https?://\\S+, \\S+\\)");

  private static final Map<String, String> CHANNELS =
      Map.of(CHANNEL, GUILD, QUIET, GUILD, HIDDEN, GUILD, OTHER_CHANNEL, OTHER_GUILD);

  private static final Map<String, String> GUILDS =
      Map.of(GUILD, "Discord Testers", OTHER_GUILD, "The Orchard");

  private final Consents consents = new Consents(this::letIn);
  private volatile long stoppedAt;
  private final Limits limits =
      new Limits(() -> stoppedAt > 0 ? stoppedAt : System.currentTimeMillis());
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Map<String, JsonObject> commands = new LinkedHashMap<>();
  private final Map<String, String> followUps = new HashMap<>();
  private final List<JsonObject> replies = new ArrayList<>();
  private long last = 786008729715212338L;
  private String hook = "";
  private boolean revoked;
  private boolean tellsMembers;

  /** Since when the bot is where. */
  private final Map<String, String> joined = new ConcurrentHashMap<>();

  /** Returns what a server has set for it, by whole keys. */
  public static Map<String, String> settings(String url) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("metagov.plugin.discord.server-url", url);
    settings.putAll(settings());
    return settings;
  }

  /** As above, without where it is. */
  public static Map<String, String> settings() {
    return Map.of(
        "metagov.plugin.discord.client-id", APPLICATION,
        "metagov.plugin.discord.client-secret", CLIENT_SECRET,
        "metagov.plugin.discord.public-key", PUBLIC_KEY,
        "metagov.plugin.discord.bot-token", BOT_TOKEN);
  }

  /** A message as it stands, and the nonce it was sent with. */
  private record Message(String id, String channel, String nonce, JsonObject content) {}

  /** Runs it until Ctrl+C. */
  public static void main(String... arguments) {
    System.out.println("Discord is at " + new FakeDiscord().url());
  }

  /** The bot was let in to both guilds long ago. */
  public FakeDiscord() {
    GUILDS.keySet().forEach(guild -> joined.put(guild, "2015-04-26T06:26:56.936000+00:00"));
  }

  /** Somebody takes the bot out of {@code guild}: no webhook says so. */
  public void kick(String guild) {
    joined.remove(guild);
  }

  /** Somebody lets the bot in to {@code guild}; where it is there already, nothing changes. */
  public void letIn(String guild) {
    joined.putIfAbsent(
        guild,
        Instant.now().atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
  }

  /** The application has the privileged intent {@code GUILD_MEMBERS} from now on. */
  public synchronized void tellMembers() {
    tellsMembers = true;
  }

  /** Sends interactions to {@code url} from now on. */
  public synchronized void hook(String url) {
    hook = url;
  }

  /**
   * Tries a URL as the portal does before it takes it: it has to answer a ping, and to refuse a
   * forged one ("Setting Up an Endpoint"). Returns whether it is taken.
   */
  public boolean endpoint(String url) {
    String ping = ping();
    Map<String, String> forged = signed(ping.getBytes(StandardCharsets.UTF_8), Instant.now());
    forged.put("X-Signature-Ed25519", "0".repeat(128));
    if (ask(url, forged, ping).status() != 401) {
      return false;
    }
    Answer answer = ask(url, signed(ping.getBytes(StandardCharsets.UTF_8), Instant.now()), ping);
    if (answer.status() != 200 || !answer.body().replaceAll("\\s", "").contains("\"type\":1")) {
      return false;
    }
    hook(url);
    return true;
  }

  private synchronized String ping() {
    return Json.createObjectBuilder()
        .add("application_id", APPLICATION)
        .add("id", next())
        .add("token", "t")
        .add("type", 1)
        .add("version", 1)
        .build()
        .toString();
  }

  /** The bot's token is another one from now on. */
  public synchronized void revoke() {
    revoked = true;
  }

  /** Says yes at {@code location}, for {@code guild}; returns where Discord sends people. */
  public String yes(String location, String user, String guild) {
    return consents.yes(location, user, guild);
  }

  /** Returns how many calls were one too many so far. */
  public int tooMany() {
    return limits.refused();
  }

  /** Returns how many messages there are. */
  public synchronized int count() {
    return messages.size();
  }

  /** Returns the newest message as it stands. */
  public synchronized JsonObject shown() {
    return newest().content();
  }

  /** Deletes the newest message. */
  public synchronized void delete() {
    messages.remove(newest().id());
  }

  /** Returns what was answered to interactions so far. */
  public synchronized List<JsonObject> replies() {
    return List.copyOf(replies);
  }

  /** Returns what stands where an answer was deferred, by the token of the interaction. */
  public synchronized Map<String, String> followUps() {
    return Map.copyOf(followUps);
  }

  /** It knows nothing of the answers that were deferred: they are still on their way. */
  public synchronized void forgetFollowUps() {
    followUps.clear();
  }

  /** No time passes any more, as far as limits go. */
  public void stopClock() {
    stoppedAt = System.currentTimeMillis();
  }

  /** All calls are too many for a while. */
  public void block(long millis) {
    limits.block(millis);
  }

  private Message newest() {
    return messages.values().stream().reduce((a, b) -> b).orElseThrow();
  }

  private synchronized String next() {
    last++;
    return String.valueOf(last);
  }

  /** Somebody presses the button, or chooses in a menu, for the option at {@code place}. */
  public Optional<JsonObject> vote(String user, int place) {
    return vote(user, place, next());
  }

  /** As above, by an interaction that has had its id for longer. */
  public Optional<JsonObject> vote(String user, int place, String id) {
    Message message;
    synchronized (this) {
      message = newest();
    }
    return send(
        interaction(user, GUILD, id, 3)
            .add("message", message.content())
            .add("data", pressed(message, place))
            .build());
  }

  /** Returns an id that is not used yet: that of an interaction which is under way. */
  public String underWay() {
    return next();
  }

  private static JsonObject pressed(Message message, int place) {
    for (JsonObject row :
        message.content().getJsonArray("components").getValuesAs(JsonObject.class)) {
      for (JsonObject part : row.getJsonArray("components").getValuesAs(JsonObject.class)) {
        String id = part.getString("custom_id");
        JsonObjectBuilder data =
            Json.createObjectBuilder()
                .add("component_type", part.getInt("type"))
                .add("custom_id", id);
        if (part.getInt("type") == 2 && id.endsWith("." + place)) {
          return data.build();
        }
        if (part.getInt("type") == 3) {
          for (JsonObject option : part.getJsonArray("options").getValuesAs(JsonObject.class)) {
            if (option.getString("value").equals(String.valueOf(place))) {
              return data.add("values", Json.createArrayBuilder().add(option.get("value"))).build();
            }
          }
        }
      }
    }
    throw new IllegalArgumentException("there is nothing to press for " + place);
  }

  /** Somebody uses a command; returns what they are told. */
  public Optional<JsonObject> command(String user, String guild, String name, String text) {
    JsonObjectBuilder option =
        Json.createObjectBuilder().add("type", 3).add("name", "command").add("value", text);
    return send(
        interaction(user, guild, next(), 2)
            .add(
                "data",
                Json.createObjectBuilder()
                    .add("id", "771825006014889984")
                    .add("name", name)
                    .add("type", 1)
                    .add("options", Json.createArrayBuilder().add(option)))
            .build());
  }

  /** Somebody presses a button of a message that is none of the gateway's votes. */
  public Optional<JsonObject> press(String user, String customId) {
    return send(
        interaction(user, GUILD, next(), 3)
            .add("message", Json.createObjectBuilder().add("id", "1").add("channel_id", CHANNEL))
            .add(
                "data",
                Json.createObjectBuilder().add("component_type", 2).add("custom_id", customId))
            .build());
  }

  private static JsonObjectBuilder interaction(String user, String guild, String id, int type) {
    return Json.createObjectBuilder()
        .add("type", type)
        .add("id", id)
        .add("application_id", APPLICATION)
        .add("token", "interaction-token-" + id)
        .add("version", 1)
        .add("guild_id", guild)
        .add("channel_id", CHANNEL)
        .add("locale", "en-US")
        .add("app_permissions", "442368")
        .add(
            "member",
            Json.createObjectBuilder()
                .add("user", user(user))
                .add("roles", JsonArray.EMPTY_JSON_ARRAY)
                .add("permissions", "2147483647"))
        .add("entitlements", JsonArray.EMPTY_JSON_ARRAY)
        .add("context", 0);
  }

  /** Sends an interaction; empty where nobody takes it: "This interaction failed". */
  private Optional<JsonObject> send(JsonObject interaction) {
    if (hook.isEmpty()) {
      return Optional.empty();
    }
    String body = interaction.toString();
    Answer answer = ask(hook, signed(body.getBytes(StandardCharsets.UTF_8), Instant.now()), body);
    if (answer.status() != 200) {
      return Optional.empty();
    }
    if (!answer.headers().getOrDefault("Content-Type", "").startsWith("application/json")) {
      throw new AssertionError("Discord takes JSON for an answer, not " + answer.headers());
    }
    JsonObject reply = object(answer.body());
    InteractionRules.check(interaction, reply);
    synchronized (this) {
      replies.add(reply);
      if (reply.getInt("type") == 5) {
        followUps.put(interaction.getString("token"), "");
      }
    }
    return Optional.of(reply);
  }

  /** Returns the headers of an interaction that was signed at {@code time}. */
  public static Map<String, String> signed(byte[] body, Instant time) {
    return Signing.signed(body, time);
  }

  @Override
  protected Answer busy() {
    return Answer.json(
            429,
            "{\"message\":\"You are being rate limited.\",\"retry_after\":6.57,\"global\":false}")
        .with("Retry-After", "7")
        .with("X-RateLimit-Scope", "user");
  }

  @Override
  protected Answer answer(FakeServer.Request request) {
    if (!request.target().startsWith("/api/v10/")) {
      return new Answer(404, "", Map.of());
    }
    if (!AGENT.matcher(request.header("User-Agent").orElse("")).matches()) {
      return new Answer(403, "error code: 1010", Map.of("Content-Type", "text/plain"));
    }
    String target = request.target().substring("/api/v10/".length());
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    List<String> parts = List.of(path.split("/"));
    try {
      if (path.equals("oauth2/token")) {
        return consents.token(request);
      }
      Answer answer;
      try {
        answer = served(request, parts);
      } catch (Refusal e) {
        answer = e.answer();
      }
      String subject = parts.size() > 1 ? parts.get(0) + parts.get(1) : "";
      String shape = "/" + path.replaceAll("\\d{5,}", "{}");
      return limits.count(request.method() + " " + shape, subject, answer);
    } catch (Refusal e) {
      return e.answer();
    }
  }

  private synchronized Answer served(FakeServer.Request request, List<String> parts) {
    String token = request.header("Authorization").orElse("");
    if (parts.equals(List.of("users", "@me")) && token.startsWith("Bearer ")) {
      return Answer.json(200, consents.person(token.substring("Bearer ".length())));
    }
    if (parts.equals(List.of("users", "@me", "guilds")) && token.startsWith("Bearer ")) {
      return Answer.json(200, consents.guilds(token.substring("Bearer ".length())));
    }
    if (parts.get(0).equals("webhooks") && parts.size() > 3) {
      return followUp(request, parts);
    }
    if (!token.equals("Bot " + BOT_TOKEN) || revoked) {
      throw Refusal.unauthorized();
    }
    return switch (parts.get(0)) {
      case "users" -> Answer.json(200, user(BOT_USER).add("bot", true).build());
      case "guilds" -> guild(request, parts);
      case "channels" -> channel(request, parts);
      case "applications" -> command(request, parts);
      default -> throw Refusal.of(404, 0, "404: Not Found");
    };
  }

  private static JsonObjectBuilder user(String id) {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("username", "u" + id)
        .add("discriminator", "0")
        .add("avatar", JsonValue.NULL)
        .add("global_name", JsonValue.NULL);
  }

  private Answer guild(FakeServer.Request request, List<String> parts) {
    String name = GUILDS.get(parts.size() > 1 ? parts.get(1) : "");
    // "Unknown Guild" since 2023, "Missing Access" before: issue 5840 of discord-api-docs.
    if (name == null || !joined.containsKey(parts.get(1))) {
      throw Refusal.unknown(10004, "Guild");
    }
    if (parts.size() == 3 && parts.get(2).equals("roles") && request.method().equals("GET")) {
      return Answer.json(
          200, "[{\"id\":\"%s\",\"name\":\"@everyone\",\"position\":0}]".formatted(parts.get(1)));
    }
    if (parts.size() == 3 && parts.get(2).equals("members") && request.method().equals("GET")) {
      return members();
    }
    if (parts.size() == 4 && parts.get(2).equals("members") && parts.get(3).equals(BOT_USER)) {
      return Answer.json(
          200,
          Json.createObjectBuilder()
              .add("user", user(BOT_USER).add("bot", true))
              .add("roles", JsonArray.EMPTY_JSON_ARRAY)
              .add("joined_at", joined.get(parts.get(1)))
              .build());
    }
    if (parts.size() > 2 || !request.method().equals("GET")) {
      throw Refusal.of(405, 0, "405: Method Not Allowed");
    }
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("id", parts.get(1))
            .add("name", name)
            .add("owner_id", ADMIN)
            .add("roles", JsonArray.EMPTY_JSON_ARRAY)
            .add("features", JsonArray.EMPTY_JSON_ARRAY)
            .build());
  }

  /** {@code developers/resources/guild.mdx}, "List Guild Members". */
  private Answer members() {
    if (!tellsMembers) {
      throw Refusal.of(403, 50001, "Missing Access");
    }
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (String member : List.of(ADMIN, MEMBER)) {
      all.add(
          Json.createObjectBuilder()
              .add("user", user(member))
              .add("roles", JsonArray.EMPTY_JSON_ARRAY)
              .add("joined_at", "2016-04-26T06:26:56.936000+00:00"));
    }
    return Answer.json(200, all.build());
  }

  private Answer channel(FakeServer.Request request, List<String> parts) {
    String channel = parts.get(1);
    String guild = CHANNELS.get(channel);
    if (guild == null) {
      throw Refusal.unknown(10003, "Channel");
    }
    if (channel.equals(HIDDEN) || !joined.containsKey(guild)) {
      throw Refusal.of(403, 50001, "Missing Access");
    }
    String method = request.method();
    if (parts.size() == 2 && method.equals("GET")) {
      return Answer.json(
          200,
          Json.createObjectBuilder()
              .add("id", channel)
              .add("type", 0)
              .add("guild_id", guild)
              .add("name", "general")
              .build());
    }
    if (parts.size() < 3 || !parts.get(2).equals("messages")) {
      throw Refusal.of(404, 0, "404: Not Found");
    }
    if (parts.size() == 3) {
      return method.equals("POST") ? post(request, channel) : list(channel);
    }
    Message message = messages.get(parts.get(3));
    if (message == null || !message.channel().equals(channel)) {
      throw Refusal.unknown(10008, "Message");
    }
    if (parts.size() == 4 && method.equals("PATCH")) {
      JsonObject change = body(request);
      MessageRules.checkChange(change);
      JsonObjectBuilder changed = Json.createObjectBuilder(message.content());
      List.of("content", "components", "embeds")
          .forEach(
              name -> Optional.ofNullable(change.get(name)).ifPresent(to -> changed.add(name, to)));
      Message now = new Message(message.id(), channel, message.nonce(), changed.build());
      messages.put(now.id(), now);
      return Answer.json(200, now.content());
    }
    return Answer.json(200, message.content());
  }

  private Answer post(FakeServer.Request request, String channel) {
    if (channel.equals(QUIET)) {
      throw Refusal.of(403, 50013, "Missing Permissions");
    }
    JsonObject sent = body(request);
    MessageRules.check(sent);
    String nonce = sent.getString("nonce", "");
    if (sent.getBoolean("enforce_nonce", false) && !nonce.isEmpty()) {
      Optional<Message> same =
          messages.values().stream().filter(other -> other.nonce().equals(nonce)).findFirst();
      if (same.isPresent()) {
        return Answer.json(200, same.get().content());
      }
    }
    String id = String.valueOf(334385199974967042L + messages.size());
    JsonObject content =
        Json.createObjectBuilder()
            .add("id", id)
            .add("channel_id", channel)
            .add("content", sent.getString("content", ""))
            .add("author", user(BOT_USER).add("bot", true))
            .add("timestamp", "2026-08-06T18:31:01.000000+00:00")
            .add("components", sent.getOrDefault("components", JsonArray.EMPTY_JSON_ARRAY))
            .add("embeds", sent.getOrDefault("embeds", JsonArray.EMPTY_JSON_ARRAY))
            .add("type", 0)
            .build();
    messages.put(id, new Message(id, channel, nonce, content));
    return Answer.json(200, content);
  }

  private Answer list(String channel) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    messages.values().stream()
        .filter(message -> message.channel().equals(channel))
        .forEach(message -> all.add(0, message.content()));
    return Answer.json(200, all.build());
  }

  private Answer command(FakeServer.Request request, List<String> parts) {
    if (parts.size() < 5 || !parts.get(2).equals("guilds") || !parts.get(4).equals("commands")) {
      throw Refusal.of(404, 0, "404: Not Found");
    }
    if (!parts.get(1).equals(APPLICATION)) {
      throw Refusal.of(403, 20012, "You are not authorized to perform this action");
    }
    if (!joined.containsKey(parts.get(3))) {
      throw Refusal.of(403, 50001, "Missing Access");
    }
    JsonObject sent = body(request);
    if (parts.size() == 5 && request.method().equals("POST")) {
      CommandRules.check(sent);
      Optional<JsonObject> same =
          commands.values().stream()
              .filter(other -> other.getString("name").equals(sent.getString("name")))
              .findFirst();
      return kept(same.map(known -> known.getString("id")), sent, parts.get(3));
    }
    JsonObject known = parts.size() == 6 ? commands.get(parts.get(5)) : null;
    if (known == null || !request.method().equals("PATCH")) {
      throw Refusal.unknown(10063, "application command");
    }
    CommandRules.checkChange(sent);
    JsonObjectBuilder changed = Json.createObjectBuilder(known);
    sent.forEach(changed::add);
    commands.put(parts.get(5), changed.build());
    return Answer.json(200, commands.get(parts.get(5)));
  }

  private Answer kept(Optional<String> known, JsonObject sent, String guild) {
    String id = known.orElseGet(() -> String.valueOf(771825006014889984L + commands.size()));
    commands.put(
        id,
        Json.createObjectBuilder(sent)
            .add("id", id)
            .add("application_id", APPLICATION)
            .add("guild_id", guild)
            .add("type", sent.getInt("type", 1))
            .add("version", "1")
            .build());
    return Answer.json(known.isPresent() ? 200 : 201, commands.get(id));
  }

  private Answer followUp(FakeServer.Request request, List<String> parts) {
    if (!parts.get(1).equals(APPLICATION) || !followUps.containsKey(parts.get(2))) {
      throw Refusal.unknown(10015, "Webhook");
    }
    JsonObject sent = body(request);
    MessageRules.checkChange(sent);
    followUps.put(parts.get(2), sent.getString("content", ""));
    return Answer.json(200, sent);
  }

  private static JsonObject body(FakeServer.Request request) {
    if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
      throw Refusal.flaw("_misc", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header");
    }
    return object(request.body());
  }

  private static JsonObject object(String text) {
    try {
      return Json.createReader(new StringReader(text)).readObject();
    } catch (JsonException e) {
      throw Refusal.of(400, 50109, "The request body contains invalid JSON.");
    }
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    switch (command) {
      case "hook" -> {
        if (!endpoint(parameters.getString("url"))) {
          throw new IllegalArgumentException("the URL could not be verified");
        }
      }
      case "kick" -> kick(parameters.getString("guild", GUILD));
      case "vote" -> {
        return vote(parameters.getString("user"), parameters.getInt("option")).orElseThrow();
      }
      case "command" -> {
        return command(
                parameters.getString("user"),
                parameters.getString("guild", GUILD),
                parameters.getString("name"),
                parameters.getString("text", ""))
            .orElseThrow();
      }
      case "yes" -> {
        return Json.createObjectBuilder()
            .add(
                "location",
                yes(
                    parameters.getString("location"),
                    parameters.getString("user", ADMIN),
                    parameters.getString("guild", GUILD)))
            .build();
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonObject.EMPTY_JSON_OBJECT;
  }
}
