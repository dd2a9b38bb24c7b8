package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.RawHttp;
import org.metagov.gateway.testing.RawHttp.Answer;

/** One request, one answer: by bytes that no client sends, as a smuggler's would. */
public interface FramingContract extends GatewayUnderTest {
  /** How long it is seen that nothing more comes. */
  int PATIENCE = 700;

  String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

  private Answer send(String firstLine, String headers, String rest) {
    return RawHttp.ask(api().base(), request(firstLine, headers, rest), PATIENCE);
  }

  private static String request(String firstLine, String headers, String rest) {
    String head = firstLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers.replace("|", "\r\n");
    return head + "\r\n\r\n" + rest;
  }

  /** As above, where the connection has to be closed behind the last answer. */
  private Answer sendTheLast(String firstLine, String headers, String rest) {
    return RawHttp.askToTheEnd(api().base(), request(firstLine, headers, rest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "TRACE /api/internal/community;    X-A: b;                                          405",
        "TRACE /api/internal/community;    Content-Length: 45;                              405",
        "POST /api/hooks/a/tally;          Content-Length: 0|Content-Length: 0;             400",
        "POST /api/hooks/a/tally;          Content-Length: 0|Content-Length: 45;            400",
        "POST /api/hooks/a/tally;          Content-Length: 0, 0;                            400",
        "POST /api/hooks/a/tally;          Content-Length: +0;                              400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: chunked|Content-Length: 5;    400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: identity;                     400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: gzip;                         400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: gzip, chunked;                400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: chunked, identity;            400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: xchunked;                     400",
        "POST /api/hooks/a/tally;          Transfer-Encoding: chunked|Transfer-Encoding: x; 400",
        "POST /api/hooks/a/tally;          Transfer-Encoding : chunked;                     400",
        "POST /api/hooks/a/tally;          Upgrade: odd|Connection: Upgrade|Content-Length: 45;"
            + " 400",
        "POST /api/hooks/a/tally;          Upgrade: odd|Transfer-Encoding: chunked;         400",
        "POST /api/hooks/a/tally;          Upgrade: |Content-Length: 45;                    400"
      })
  default void whatCouldEndInTwoPlacesIsTheLastOfItsConnection(
      String line, String headers, int status) {
    Answer answer = sendTheLast(line, headers, SMUGGLED);
    assertThat(answer.statuses()).as(answer.text()).containsExactly(status);
    assertThat(answer.closed()).isTrue();
  }

  /** A tunnel stays open until it has been idle for a while; nothing in it is a request. */
  @Test
  default void noTunnelIsOpened() {
    assertThat(send("CONNECT /api/internal/community", "X-A: b", SMUGGLED).statuses())
        .containsExactly(405);
  }

  @Test
  default void nothingFollowsAChunkedBody() {
    String path = "/api/internal/community/" + fresh();
    String chunks = "2\r\n{}\r\n0\r\n\r\n";
    String json = "Content-Type: application/json|Transfer-Encoding: chunked";
    Answer answer = sendTheLast("PUT " + path, json, chunks + SMUGGLED);
    assertThat(answer.statuses()).containsExactly(201);
    assertThat(answer.closed()).isTrue();
    Answer mixed = sendTheLast("PUT " + path, "Content-Length: 2|" + json, chunks + SMUGGLED);
    assertThat(mixed.statuses()).hasSize(1);
    assertThat(mixed.closed()).isTrue();
  }

  @Test
  default void anotherProtocolIsNotGivenAndNothingFollows() {
    Answer answer =
        sendTheLast(
            "GET /api/internal/community?limit=1", "Connection: Upgrade|Upgrade: odd", SMUGGLED);
    assertThat(answer.statuses()).containsExactly(200);
    assertThat(answer.closed()).isTrue();
  }

  @Test
  default void requestsOneAfterAnotherAreAnsweredOneAfterAnother() {
    String next = "GET /next HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    Answer answer = sendTheLast("POST /api/hooks/nobody/tally", "Content-Length: 2", "{}" + next);
    assertThat(answer.statuses()).containsExactly(404, 404);
    assertThat(answer.text())
        .contains("Nobody takes webhooks at this path", "nothing at this path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: 127.0.0.1",
        "Origin: http://127.0.0.1|Origin: http://evil.example",
        "Authorization: Bearer a|Authorization: Bearer b",
        "X-Metagov-Community: a|X-Metagov-Community: b",
        "Idempotency-Key: a|Idempotency-Key: b",
        "Content-Type: application/json|Content-Type: text/plain"
      })
  default void aHeaderThatHasOneValueHasOne(String headers) {
    Answer answer = send("POST /api/internal/community", headers + "|Content-Length: 2", "{}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("application/problem+json", "There is more than one header");
  }

  @Test
  default void aMethodThatIsNoneIsNotWrittenDown() {
    Answer answer = RawHttp.send(api().base(), "0\r\n\r\n" + SMUGGLED, PATIENCE);
    assertThat(answer.text()).doesNotContain("\"detail\":\"The method 0");
    assertThat(answer.statuses()).doesNotContain(200);
  }

  /**
   * Known faults of the server, before any code of ours: it answers 200, and does nothing. When
   * this fails a newer one has mended them, and running.md is to be told. A dot segment at the end
   * has the same fate where it happens to end in the last byte of a buffer.
   */
  @Test
  default void whatTheServerCannotReadIsAnsweredByNobody() {
    String path = "/api/internal/community/" + fresh();
    for (String undecodable : new String[] {path + "%", path + "%zz", path + "%4"}) {
      Answer answer =
          send("PUT " + undecodable, "Content-Type: application/json|Content-Length: 2", "{}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("Content-Length: 0\r\n").endsWith("\r\n\r\n");
    }
    String nowhere = "GET " + path + " HTTP/1.1\r\nHost: \r\n\r\n";
    assertThat(RawHttp.ask(api().base(), nowhere, PATIENCE).text())
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Length: 0\r\n");
    for (String dots : new String[] {path + "/.", path + "/x/..", path + "/%2e"}) {
      Answer answer = send("PUT " + dots, "Content-Type: application/json|Content-Length: 2", "{}");
      assertThat(answer.status()).isIn(200, 404);
      assertThat(answer.text()).containsPattern("Content-Length: 0\r|nothing at this path");
    }
    assertThat(api().get(path).status()).isEqualTo(404);
  }

  /**
   * As above: HTTP/2 without TLS is spoken with whoever begins with its method, whatever else the
   * line says, and with whoever asks for it.
   */
  @Test
  default void whatTheServerTakesForHttp2IsItsOwn() {
    String settings = "\u0000\u0000\u0006\u0004";
    assertThat(send("PRI /api/hooks/a/tally", "X-A: b", "").text())
        .startsWith(settings)
        .doesNotContain("urn:metagov");
    String asked = "Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAMAAABk";
    assertThat(send("GET /api/hooks/a/tally", asked, "").text()).contains(settings);
  }

  @Test
  default void everyAnswerSaysWhatItIsNotFor() {
    for (String path :
        new String[] {"/api/internal/community?limit=1", "/nothing", "/nothing/", "/health"}) {
      Reply reply = api().sendExactly("GET", path, null);
      assertThat(reply.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-store");
      assertThat(reply.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
      assertThat(reply.headers().allValues("Cross-Origin-Resource-Policy"))
          .containsExactly("same-origin");
      assertThat(reply.headers().allValues("Content-Security-Policy"))
          .containsExactly("default-src 'none'; frame-ancestors 'none'");
    }
  }
}
