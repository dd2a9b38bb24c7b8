package org.metagov.gateway.fakes.discord;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;
import org.metagov.gateway.testing.plugin.OAuthText;

/**
 * People who let the application in: discord/discord-api-docs at c98d64bc, {@code
 * developers/topics/oauth2.mdx} ("Authorization Code Grant", "Advanced Bot Authorization").
 */
final class Consents {
  private final Map<String, Consent> codes = new HashMap<>();
  private final Map<String, Consent> persons = new HashMap<>();
  private final Consumer<String> letIn;

  /** Tells {@code letIn} to which guilds the bot is let in. */
  Consents(Consumer<String> letIn) {
    this.letIn = letIn;
  }

  private record Consent(Map<String, String> asked, String user, String guild) {
    boolean bot() {
      return may("bot");
    }

    boolean may(String scope) {
      return List.of(asked.get("scope").split(" ")).contains(scope);
    }
  }

  synchronized String yes(String location, String user, String guild) {
    Map<String, String> asked = OAuthText.pairs(URI.create(location).getRawQuery());
    if (!FakeDiscord.APPLICATION.equals(asked.get("client_id"))
        || !"code".equals(asked.get("response_type"))
        || asked.getOrDefault("scope", "").isEmpty()) {
      throw new AssertionError("Discord does not take " + asked.keySet());
    }
    if ("true".equals(asked.get("disable_guild_select")) && !guild.equals(asked.get("guild_id"))) {
      throw new AssertionError("Discord lets nobody choose another guild");
    }
    String code = "code-" + UUID.randomUUID();
    Consent consent = new Consent(asked, user, guild);
    codes.put(code, consent);
    String back =
        asked.get("redirect_uri")
            + "?code="
            + code
            + "&state="
            + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8);
    return consent.bot()
        ? back + "&guild_id=" + guild + "&permissions=" + asked.getOrDefault("permissions", "0")
        : back;
  }

  synchronized Answer token(FakeServer.Request request) {
    if (!request.header("Content-Type").orElse("").startsWith("application/x-www-form")) {
      return Answer.json(400, "{\"error\":\"invalid_request\"}");
    }
    Map<String, String> form = OAuthText.pairs(request.body());
    if (!FakeDiscord.APPLICATION.equals(form.get("client_id"))
        || !FakeDiscord.CLIENT_SECRET.equals(form.get("client_secret"))) {
      return Answer.json(401, "{\"error\":\"invalid_client\"}");
    }
    Consent consent = codes.remove(form.getOrDefault("code", ""));
    if (!"authorization_code".equals(form.get("grant_type"))
        || consent == null
        || !consent.asked().get("redirect_uri").equals(form.get("redirect_uri"))
        || !isVerified(consent, form.getOrDefault("code_verifier", ""))) {
      return Answer.json(
          400,
          "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid \\\"code\\\" in request.\"}");
    }
    String token = UUID.randomUUID().toString();
    persons.put(token, consent);
    JsonObjectBuilder answer =
        Json.createObjectBuilder()
            .add("access_token", token)
            .add("token_type", "Bearer")
            .add("expires_in", 604_800)
            .add("refresh_token", UUID.randomUUID().toString())
            .add("scope", consent.asked().get("scope"));
    if (consent.bot()) {
      letIn.accept(consent.guild());
      answer.add(
          "guild",
          Json.createObjectBuilder()
              .add("id", consent.guild())
              .add("name", "Discord Testers")
              .add("owner_id", FakeDiscord.ADMIN));
    }
    return Answer.json(200, answer.build());
  }

  private static boolean isVerified(Consent consent, String verifier) {
    String challenge = consent.asked().getOrDefault("code_challenge", "");
    return challenge.isEmpty() || challenge.equals(OAuthText.challenge(verifier));
  }

  /** Returns whose token it is. */
  synchronized JsonObject person(String token) {
    return Json.createObjectBuilder()
        .add("id", consent(token).user())
        .add("username", "nelly")
        .add("discriminator", "0")
        .build();
  }

  /** {@code developers/resources/user.mdx} ("Get Current User Guilds"). */
  synchronized JsonArray guilds(String token) {
    Consent consent = consent(token);
    if (!consent.may("guilds")) {
      throw Refusal.unauthorized();
    }
    return Json.createArrayBuilder()
        .add(
            Json.createObjectBuilder()
                .add("id", consent.guild())
                .add("name", "1337 Krew")
                .add("owner", true)
                .add("permissions", "36953089")
                .add("features", Json.createArrayBuilder().add("COMMUNITY")))
        .build();
  }

  private Consent consent(String token) {
    return Optional.ofNullable(persons.get(token)).orElseThrow(Refusal::unauthorized);
  }
}
