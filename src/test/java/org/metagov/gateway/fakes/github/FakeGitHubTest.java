package org.metagov.gateway.fakes.github;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Jwt;

/** The fake refuses what GitHub refuses: what passes it by would fail there. */
class FakeGitHubTest {
  private static final String INSTALLATION = "/app/installations/" + FakeGitHub.INSTALLATION;
  private static final String ISSUES = "/repos/octo-org/hello-world/issues";
  private static final String JSON = "application/vnd.github+json";

  private final FakeGitHub github = new FakeGitHub();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    github.close();
  }

  @Test
  void anAppIsKnownByAFreshTokenOfItsKey() throws Exception {
    long now = Instant.now().getEpochSecond();
    String iss = "\"iss\":\"" + FakeGitHub.APP_ID + "\"";
    assertThat(asApp("{\"iat\":%d,\"exp\":%d,%s}".formatted(now - 60, now + 540, iss)))
        .isEqualTo(200);
    assertThat(asApp("{\"iat\":%d,\"exp\":%d,%s}".formatted(now - 60, now + 700, iss)))
        .as("exp too far in the future")
        .isEqualTo(401);
    assertThat(asApp("{\"iat\":%d,\"exp\":%d,%s}".formatted(now - 60, now - 1, iss)))
        .as("exp past")
        .isEqualTo(401);
    assertThat(asApp("{\"iat\":%d,\"exp\":%d,%s}".formatted(now + 60, now + 540, iss)))
        .as("iat in the future")
        .isEqualTo(401);
    assertThat(asApp("{\"iat\":%d,\"exp\":%d,\"iss\":\"1\"}".formatted(now - 60, now + 540)))
        .as("another app")
        .isEqualTo(404);
    assertThat(get(INSTALLATION, "a.b.c").statusCode()).as("no token").isEqualTo(401);
  }

  private int asApp(String claims) throws IOException, InterruptedException {
    String jwt = Jwt.rs256(JsonText.parse(claims).asJsonObject(), AppKey.pem());
    return get(INSTALLATION, jwt).statusCode();
  }

  @Test
  void aTokenOfAnInstallationEndsAfterAnHourOrWithItsSuspension() throws Exception {
    String token = token();
    assertThat(get(ISSUES, token).statusCode()).isEqualTo(200);
    assertThat(get(INSTALLATION, token).statusCode()).as("that is the app's").isEqualTo(401);
    github.suspend();
    assertThat(get(ISSUES, token).statusCode()).isEqualTo(403);
    github.unsuspend();
    github.pass(Duration.ofMinutes(61));
    assertThat(get(ISSUES, token).statusCode()).isEqualTo(401);
  }

  @Test
  void aRequestSaysWhoAsksAndWhatItTakes() throws Exception {
    String token = token();
    assertThat(send(request(ISSUES, token).header("User-Agent", " ")).statusCode()).isEqualTo(403);
    assertThat(send(bare(ISSUES, token).header("Accept", "text/html")).statusCode()).isEqualTo(415);
    assertThat(send(request(ISSUES, token).header("X-GitHub-Api-Version", "1")).statusCode())
        .isEqualTo(400);
    assertThat(get(ISSUES + "/", token).statusCode()).isEqualTo(404);
    assertThat(get("/repos/octo-org/other/issues", token).statusCode()).isEqualTo(404);
  }

  @Test
  void listsComeByPagesThatAreLinked() throws Exception {
    String token = token();
    for (int i = 0; i < 31; i++) {
      assertThat(post(ISSUES, token, "{\"title\":\"Tea?\"}").statusCode()).isEqualTo(201);
    }
    HttpResponse<String> first = get(ISSUES, token);
    assertThat(JsonText.parse(first.body()).asJsonArray()).hasSize(30);
    String link = first.headers().firstValue("Link").orElseThrow();
    assertThat(link).startsWith("<" + github.url() + "/api/v3").endsWith("rel=\"next\"");
    assertThat(link).contains("/repositories/1296269/issues?page=2");
    HttpResponse<String> second = get("/repositories/1296269/issues?page=2", token);
    assertThat(JsonText.parse(second.body()).asJsonArray()).hasSize(1);
    assertThat(second.headers().firstValue("Link")).isEmpty();
  }

  @Test
  void whatIsNotAsItHasToBeIsRefused() throws Exception {
    String token = token();
    assertThat(post(ISSUES, token, "{").statusCode()).isEqualTo(400);
    assertThat(post(ISSUES, token, "[]").statusCode()).isEqualTo(400);
    assertThat(post(ISSUES, token, "{}").statusCode()).isEqualTo(422);
    JsonObject tooLong = Json.createObjectBuilder().add("title", "x".repeat(257)).build();
    assertThat(post(ISSUES, token, tooLong.toString()).body()).contains("\"code\":\"custom\"");
    assertThat(post(ISSUES, token, "{\"title\":\"Tea?\"}").statusCode()).isEqualTo(201);
    assertThat(post(ISSUES + "/1/reactions", token, "{\"content\":\"tea\"}").statusCode())
        .isEqualTo(422);
    String heart = "{\"content\":\"heart\"}";
    assertThat(post(ISSUES + "/1/reactions", token, heart).statusCode()).isEqualTo(201);
    assertThat(post(ISSUES + "/1/reactions", token, heart).statusCode()).isEqualTo(200);
    github.readOnly();
    assertThat(post(ISSUES + "/1/comments", token, "{\"body\":\"Yes\"}").statusCode())
        .isEqualTo(403);
    github.delete();
    assertThat(get(ISSUES + "/1", token).statusCode()).isEqualTo(410);
  }

  private String token() throws IOException, InterruptedException {
    long now = Instant.now().getEpochSecond();
    JsonObject claims =
        Json.createObjectBuilder()
            .add("iat", now - 60)
            .add("exp", now + 540)
            .add("iss", FakeGitHub.CLIENT)
            .build();
    HttpResponse<String> answer =
        post(INSTALLATION + "/access_tokens", Jwt.rs256(claims, AppKey.pem()), "");
    assertThat(answer.statusCode()).isEqualTo(201);
    return JsonText.parse(answer.body()).asJsonObject().getString("token");
  }

  private HttpRequest.Builder request(String path, String token) {
    return bare(path, token).header("Accept", JSON);
  }

  private HttpRequest.Builder bare(String path, String token) {
    return HttpRequest.newBuilder(URI.create(github.api() + path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    return send(request(path, token));
  }

  private HttpResponse<String> post(String path, String token, String body)
      throws IOException, InterruptedException {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
