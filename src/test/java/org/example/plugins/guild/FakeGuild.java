package org.example.plugins.guild;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.OAuthText;

/**
 * A guild as strict as RFC 6749, RFC 7636 and RFC 9700 would have it: a code is good once, for the
 * address and the verifier it was asked with, and so is a refresh token; who comes with a used one
 * loses all that was given for it.
 */
public final class FakeGuild extends FakePlatform {
  /** What the gateway under test is known by. */
  public static final String CLIENT = "guild-client-7";

  /** What it proves it by. */
  public static final String CLIENT_SECRET = "guild-client-secret-7";

  private final String guild = "G-" + UUID.randomUUID();
  private final Map<String, Asked> codes = new HashMap<>();
  private final Set<String> usedCodes = new HashSet<>();
  private final Set<String> access = new HashSet<>();
  private final Set<String> refresh = new HashSet<>();
  private final Set<String> given = new HashSet<>();
  private final Set<String> withdrawn = new HashSet<>();
  private boolean master = true;
  private int renewals;
  private int farewells;

  private record Asked(String redirectUri, String challenge) {}

  /** Whoever authorizes from now on is a master, or is not. */
  public synchronized void master(boolean now) {
    master = now;
  }

  /** Returns what the guild is known by. */
  public String guild() {
    return guild;
  }

  /** Returns how often a refresh token was taken. */
  public synchronized int renewals() {
    return renewals;
  }

  /** Returns how often the gateway has said farewell, which fails the first time. */
  public synchronized int farewells() {
    return farewells;
  }

  /** Returns all tokens and codes so far, good or not. */
  public synchronized Set<String> secrets() {
    Set<String> all = new HashSet<>(given);
    all.add(CLIENT_SECRET);
    return all;
  }

  /** Returns what somebody was given who has let the gateway in, and has ended by {@code now}. */
  public synchronized Credential admitted(Instant now) {
    String refreshToken = token("refresh-");
    refresh.add(refreshToken);
    return new Credential(token("access-"), Optional.of(refreshToken), Optional.of(now));
  }

  /** No access token is good any more; the refresh tokens are. */
  public synchronized void expire() {
    access.clear();
  }

  /** Nobody is let in any more by what was given so far; no webhook says so. */
  public synchronized void shutOut() {
    access.clear();
    withdrawn.addAll(refresh);
    refresh.clear();
  }

  /** Returns where somebody is sent who says yes on the page {@code location}. */
  public synchronized String yes(String location) {
    Map<String, String> query = asked(location);
    String code = token("code-");
    codes.put(code, new Asked(query.get("redirect_uri"), query.get("code_challenge")));
    return query.get("redirect_uri")
        + "?code="
        + code
        + "&state="
        + encoded(query.get("state"))
        + "&iss="
        + encoded(url());
  }

  /** Returns where somebody is sent who says no there. */
  public String no(String location) {
    Map<String, String> query = asked(location);
    return query.get("redirect_uri")
        + "?error=access_denied&error_description=Not%20today&state="
        + encoded(query.get("state"));
  }

  private static Map<String, String> asked(String location) {
    URI page = URI.create(location);
    require("/oauth/authorize".equals(page.getPath()), "the page");
    Map<String, String> query = pairs(page.getRawQuery());
    require("code".equals(query.get("response_type")), "response_type");
    require(CLIENT.equals(query.get("client_id")), "client_id");
    require("S256".equals(query.get("code_challenge_method")), "code_challenge_method");
    require(query.get("code_challenge").length() == 43, "code_challenge");
    require(query.get("state").length() >= 43, "state");
    require(query.get("redirect_uri").endsWith("/auth/guild/callback"), "redirect_uri");
    return query;
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new AssertionError("the guild does not take this " + what);
    }
  }

  @Override
  protected synchronized Answer answer(FakeServer.Request request) {
    return switch (request.method() + " " + request.target()) {
      case "POST /oauth/token" -> token(request);
      case "GET /api/me" -> me(request);
      case "POST /api/banners" -> hang(request);
      case "POST /api/farewells" -> Answer.json(farewells++ == 0 ? 500 : 200, "{}");
      default -> Answer.json(404, "{\"error\":\"not_found\"}");
    };
  }

  private Answer token(FakeServer.Request request) {
    Map<String, String> form = pairs(request.body());
    if (!CLIENT.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))) {
      return refused("invalid_client");
    }
    return switch (form.getOrDefault("grant_type", "")) {
      case "authorization_code" -> byCode(form);
      case "refresh_token" -> byRefreshToken(form.getOrDefault("refresh_token", ""));
      default -> refused("unsupported_grant_type");
    };
  }

  private Answer byCode(Map<String, String> form) {
    String code = form.getOrDefault("code", "");
    Asked asked = codes.remove(code);
    if (!usedCodes.add(code)) {
      access.clear();
      refresh.clear();
    }
    return asked != null
            && asked.redirectUri().equals(form.get("redirect_uri"))
            && asked.challenge().equals(OAuthText.challenge(form.getOrDefault("code_verifier", "")))
        ? tokens()
        : refused("invalid_grant");
  }

  private Answer byRefreshToken(String token) {
    if (withdrawn.contains(token)) {
      return refused("invalid_grant");
    }
    if (!refresh.remove(token)) {
      access.clear();
      refresh.clear();
      return refused("invalid_grant");
    }
    renewals++;
    access.clear();
    return tokens();
  }

  private Answer tokens() {
    String accessToken = token("access-");
    String refreshToken = token("refresh-");
    access.add(accessToken);
    refresh.add(refreshToken);
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("access_token", accessToken)
            .add("token_type", "bearer")
            .add("expires_in", 3600)
            .add("refresh_token", refreshToken)
            .build());
  }

  private static Answer hang(FakeServer.Request request) {
    boolean whole =
        request.header("Content-Type").orElse("").startsWith("multipart/form-data; boundary=")
            && request.body().contains("name=\"motto\"\r\n")
            && request.body().contains("name=\"picture\"; filename=\"banner.png\"\r\n")
            && request.body().contains("PNG");
    return whole
        ? Answer.json(201, "{\"place\":\"above the fire\"}")
        : Answer.json(422, "{\"error\":\"no banner\"}");
  }

  private Answer me(FakeServer.Request request) {
    String sent = request.header("Authorization").orElse("");
    if (!sent.startsWith("Bearer ") || !access.contains(sent.substring("Bearer ".length()))) {
      // It says what it was sent, as some do.
      return Answer.json(401, Json.createObjectBuilder().add("error", "bad token " + sent).build());
    }
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("user", "master-1")
            .add("guild", guild)
            .add("name", "The Guild")
            .add("master", master)
            .build());
  }

  private String token(String kind) {
    String token = kind + UUID.randomUUID();
    given.add(token);
    return token;
  }

  private static Answer refused(String error) {
    return Answer.json(400, "{\"error\":\"" + error + "\"}");
  }

  /** Returns the parameters in {@code text}, each of which stands there once. */
  public static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      require(
          pairs.put(
                  URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                  URLDecoder.decode(parts[1], StandardCharsets.UTF_8))
              == null,
          "second " + parts[0]);
    }
    return pairs;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    throw new IllegalArgumentException("no such command: " + command);
  }
}
