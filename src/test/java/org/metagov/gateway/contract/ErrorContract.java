package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.RawHttp;

/** Bad input of every kind: each a clear 4xx in the one error shape. */
public interface ErrorContract extends GatewayUnderTest {
  private static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = reply.json();
    assertThat(problem).containsKeys("type", "title", "detail");
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("instance")).startsWith("urn:uuid:");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /nothing,                          404",
    "GET,    /error,                            404",
    "GET,    /WEB-INF/web.xml,                  404",
    "POST,   /openapi,                          405",
    "GET,    /openapi/nothing,                  404",
    "GET,    /openapi?community=nowhere,        404",
    "GET,    /application.wadl,                 404",
    "GET,    /api/internal/nothing,             404",
    "GET,    /api/hooks/a/b,                    405",
    "PATCH,  /api/internal/community/a,         405",
    "DELETE, /api/internal/community,           405",
    "GET,    /api/internal/action/a.b,          405",
    "BREW,   /api/internal/community,           405",
    "GET,    /api/internal/community/a..b,      404",
    "PUT,    /api/internal/community/a..b,      400",
    "PUT,    /api/internal/community/a%20b,     400",
    "PUT,    /api/internal/community/a%2Fb,     404",
    "GET,    /api/internal/plugin/x/metadata,   404",
    "DELETE, /api/internal/plugin/x/abc,        404",
    "DELETE, /api/internal/plugin/x/99999,      404",
    "GET,    /api/internal/community?after=%00, 400",
    "GET,    /api/internal/community?after=%FF, 400"
  })
  default void unknownPathsAndMethods(String method, String path, int status) {
    assertProblem(api().send(method, path, method.equals("PUT") ? "{}" : null), status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":",
        "[]",
        "\"text\"",
        "null",
        "{} {}",
        "{\"a\":1,}",
        "{\"readable_name\":\"a\",\"readable_name\":\"b\"}",
        "{'a':1}",
        "NaN",
        "{\"readable_name\":5}",
        "{\"readable_name\":\"\\u0000\"}",
        "{\"readable_name\":\"\\ud800\"}",
        "{\"plugins\":{}}",
        "{\"plugins\":[5]}",
        "{\"plugins\":[{}]}",
        "{\"plugins\":[{\"name\":7}]}",
        "{\"plugins\":[{\"name\":\"revshare\",\"config\":[]}]}"
      })
  default void malformedBodies(String body) {
    assertProblem(api().put("/api/internal/community/" + fresh(), body), 400);
  }

  @Test
  default void bodiesThatAreTooLargeOrTooDeep() {
    String path = "/api/internal/community/" + fresh();
    assertProblem(api().put(path, "{\"a\":\"" + "x".repeat(10_000_000) + "\"}"), 413);
    assertProblem(api().put(path, "[".repeat(50_000)), 400);
    assertProblem(api().put(path, "{\"readable_name\":\"" + "x".repeat(300) + "\"}"), 400);
    assertProblem(api().put("/api/internal/community/" + "x".repeat(300), "{}"), 400);
  }

  @Test
  default void aBodyThatIsNotJsonByItsType() {
    String path = "/api/internal/community/" + fresh();
    assertProblem(api().with("Content-Type", "text/plain").put(path, "{}"), 415);
    assertProblem(
        api().with("Content-Type", "application/x-www-form-urlencoded").put(path, "a=b"), 415);
    assertProblem(api().with("Content-Type", "garbage").put(path, "{}"), 400);
    assertProblem(api().with("Accept", ";;").get("/api/internal/community"), 400);
    assertProblem(api().with("Accept", "*/*;q=2").get("/api/internal/community"), 400);
    assertProblem(api().with("Content-Type", "application/json;q=2").put(path, "{}"), 400);
    assertProblem(api().with("Accept", "text/html").get("/api/internal/community"), 406);
    assertThat(
            api().with("Content-Type", "application/json;charset=UTF-8").put(path, "{}").status())
        .isEqualTo(201);
  }

  /** As clients do that are made of the document, where only an error has a body. */
  @Test
  default void whoNamesProblemsOnlyIsServed() {
    String path = "/api/internal/community/" + fresh();
    Api client = api().with("Accept", "application/problem+json");
    assertThat(client.put(path, "{}").status()).isEqualTo(201);
    assertThat(client.get(path).status()).isEqualTo(200);
    assertThat(client.delete(path).status()).isEqualTo(204);
    assertProblem(client.get(path), 404);
  }

  @Test
  default void aByteOrderMarkIsTakenAtEveryDoor() {
    String name = fresh();
    String config = "{\"default_low\":7,\"default_high\":8}";
    Reply created =
        api()
            .put(
                "/api/internal/community/" + name,
                "\uFEFF{\"plugins\":[{\"name\":\"randomness\",\"config\":"
                    + config
                    + "},{\"name\":\"revshare\"}]}");
    assertThat(created.status()).isEqualTo(201);
    Api driver = api().as(name);
    assertThat(driver.post("/api/internal/plugin/randomness", "\uFEFF" + config).status())
        .isEqualTo(200);
    String empty = "\uFEFF{\"parameters\":{}}";
    assertThat(driver.post("/api/internal/action/randomness.random-int", empty).text())
        .isEqualTo("{\"value\":7}");
    assertThat(driver.post("/api/action/revshare.get-config", empty).text()).isEqualTo("{}");
    HookedCommunity hooked = HookedCommunity.create(api(), fresh());
    String webhook = "\uFEFF{\"challenge\":\"say it\"}";
    assertThat(
            api()
                .with("X-Tally-Signature", HookedCommunity.signature(webhook))
                .post(hooked.hook(), webhook)
                .text())
        .isEqualTo("say it");
  }

  @Test
  default void anEmptyHeaderIsAnAbsentOne() {
    String path = "/api/internal/community?limit=1";
    for (String name :
        List.of("Origin", "Authorization", "Accept", "Content-Type", "Sec-Fetch-Site", "Range")) {
      assertThat(api().with(name, "").get(path).status()).as(name).isEqualTo(200);
    }
    Api driver = community("[{\"name\":\"revshare\"}]");
    Api untyped = driver.with("Content-Type", "");
    assertThat(untyped.act("revshare.get-config", "{}").status()).isEqualTo(200);
    assertThat(untyped.with("Idempotency-Key", "").act("revshare.get-config", "{}").status())
        .isEqualTo(200);
    assertThat(api().as("").act("revshare.get-config", "{}").detail())
        .isEqualTo("Missing required header 'X-Metagov-Community'");
    // Whoever has sent it, a proxy was there.
    assertProblem(api().with("X-Forwarded-For", "").get(path), 403);
  }

  @Test
  default void aBodyThatSaysItIsHugeIsNotWaitedFor() {
    String request =
        String.join(
            "\r\n",
            "POST /api/hooks/a/tally HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Length: 3000000000",
            "",
            "{");
    assertThat(RawHttp.ask(api().base(), request, 700).statuses()).containsExactly(413);
  }

  @Test
  default void anErrorIsNoLongerThanItHasToBe() {
    String name = "x".repeat(200_000);
    for (String body :
        List.of(
            "{\"name\":\"" + name + "\"}",
            "{\"plugins\":[{\"name\":\"" + name + "\"}]}",
            "{\"plugins\":[{\"name\":\"revshare\",\"config\":{\"" + name + "\":1}}]}")) {
      Reply refused = api().put("/api/internal/community/" + fresh(), body);
      assertThat(refused.status()).isIn(400, 201);
      assertThat(refused.text()).hasSizeLessThan(refused.status() == 400 ? 8_000 : 300_000);
    }
  }

  @Test
  default void aBodyThatDoesNotComeToItsEnd() {
    URI base = api().base();
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      String head =
          "PUT /api/internal/community/cut HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{}";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // Some servers notice the end and answer, some close: none creates anything.
      assertThat(answer).doesNotContain(" 201 ").doesNotContain(" 500 ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(api().get("/api/internal/community/cut").status()).isEqualTo(404);
  }

  @Test
  default void aWebPageMustNotDriveUs() {
    String path = "/api/internal/community";
    assertProblem(api().with("Origin", "http://evil.example").get(path), 403);
    assertProblem(api().with("Origin", "null").get(path), 403);
    assertProblem(api().with("X-Forwarded-For", "203.0.113.7").get(path), 403);
    assertProblem(api().with("Forwarded", "for=203.0.113.7").get(path), 403);
    assertProblem(api().with("Authorization", "Bearer wrong").get(path), 401);
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("application/problem+json");
    assertProblem(api().with("Sec-Fetch-Site", "cross-site").get(path), 403);
    assertProblem(api().with("Sec-Fetch-Site", "same-site").get(path), 403);
    assertProblem(api().with("Via", "1.1 proxy").get(path), 403);
    assertProblem(api().with("CF-Connecting-IP", "203.0.113.7").get(path), 403);
    assertThat(api().with("Sec-Fetch-Site", "none").get(path).status()).isEqualTo(200);
    assertThat(api().with("Origin", api().base().toString()).get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/api;a=b/internal;c/community",
    "/%61pi/internal/community",
    "//api/internal/community",
    "/api//internal/community",
    "/api/./internal/community",
    "/x/../api/internal/community"
  })
  default void noWayToWriteAPathLeadsRoundTheAccessPolicy(String path) {
    String answer =
        raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(answer).doesNotStartWith("HTTP/1.1 200").doesNotContain("communities");
  }

  private String raw(String request) {
    URI base = api().base();
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
