package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;
import org.metagov.gateway.testing.plugin.OAuthText;

/** Who has which token, and what a code is given for. */
final class Tokens {
  private static final Duration LIFE = Duration.ofHours(1);

  private final FakeGitHub github;
  private final Map<String, Instant> ofInstallation = new HashMap<>();
  private final Map<String, Person> ofPeople = new HashMap<>();
  private final Map<String, Code> codes = new HashMap<>();
  private int minted;

  private record Code(Person person, String redirect, String challenge) {}

  Tokens(FakeGitHub github) {
    this.github = github;
  }

  int minted() {
    return minted;
  }

  void expire() {
    ofInstallation.clear();
  }

  /** Returns a new token of the installation, and when it ends. */
  Map.Entry<String, Instant> mint() {
    minted++;
    String token = "ghs_" + UUID.randomUUID().toString().replace("-", "");
    Instant end = github.now().plus(LIFE);
    ofInstallation.put(token, end);
    return Map.entry(token, end);
  }

  boolean isOfInstallation(String token) {
    Instant end = ofInstallation.get(token);
    return end != null && github.now().isBefore(end);
  }

  Optional<Person> person(String token) {
    return Optional.ofNullable(ofPeople.get(token));
  }

  String code(String login, String redirect, String challenge) {
    String code = UUID.randomUUID().toString().replace("-", "").substring(12);
    codes.put(code, new Code(Person.called(login), redirect, challenge));
    return code;
  }

  /** Errors of this one are 200 ("Troubleshooting OAuth app access token request errors"). */
  Answer exchange(FakeServer.Request request) {
    Map<String, String> form = FakeGitHub.pairs(request.body());
    if (!request.header("Accept").orElse("").equals("application/json")) {
      return new Answer(
          200,
          "error=unsupported_by_this_fake",
          Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }
    if (!FakeGitHub.CLIENT.equals(form.get("client_id"))
        || !FakeGitHub.CLIENT_SECRET.equals(form.get("client_secret"))) {
      return refused("incorrect_client_credentials");
    }
    Code code = codes.remove(form.getOrDefault("code", ""));
    if (code == null || !isProven(code, form.getOrDefault("code_verifier", ""))) {
      return refused("bad_verification_code");
    }
    if (form.containsKey("redirect_uri") && !form.get("redirect_uri").equals(code.redirect())) {
      return refused("redirect_uri_mismatch");
    }
    String token = "ghu_" + UUID.randomUUID().toString().replace("-", "");
    ofPeople.put(token, code.person());
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("access_token", token)
            .add("expires_in", 28_800)
            .add("refresh_token", "ghr_" + UUID.randomUUID())
            .add("refresh_token_expires_in", 15_897_600)
            .add("scope", "")
            .add("token_type", "bearer")
            .build());
  }

  /** A verifier without a challenge is a downgrade (RFC 9700, 2.1.1). */
  private static boolean isProven(Code code, String verifier) {
    return code.challenge().isEmpty()
        ? verifier.isEmpty()
        : code.challenge().equals(OAuthText.challenge(verifier));
  }

  private static Answer refused(String error) {
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("error", error)
            .add("error_description", "The code passed is incorrect or expired.")
            .build());
  }
}
