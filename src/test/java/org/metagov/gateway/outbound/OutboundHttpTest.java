package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.metagov.gateway.testing.FakeServer.send;

import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.FakeServer.Request;

@Timeout(30)
class OutboundHttpTest {
  private static final int KEPT = 1_000;
  private static final int STREAMED = 5_000;

  private final FakeServer platform = new FakeServer();
  private final PlatformHttp http = within(Duration.ofSeconds(20));
  private final PlatformHttp hasty = within(Duration.ofMillis(300));

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void anAnswerIsHandedOverWhole() {
    platform.answer("/a", 201, "{\"é\":1}", "X-Some", "thing");
    var answer = http.get(platform.url("/a?b=c")).header("X-Key", "k3y").send();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("x-some")).contains("thing");
    assertThat(answer.jsonObject().getInt("é")).isEqualTo(1);
    Request request = platform.requests().get(0);
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/a?b=c");
    assertThat(request.header("X-Key")).contains("k3y");
    assertThat(request.header("User-Agent")).contains("metagov-gateway");
  }

  @Test
  void jsonIsSentAsJson() {
    platform.answer("/a", 204, "");
    http.post(platform.url("/a")).json(JsonValue.EMPTY_JSON_OBJECT).send();
    Request request = platform.requests().get(0);
    assertThat(request.header("Content-Type")).contains("application/json");
    assertThat(request.body()).isEqualTo("{}");
  }

  @Test
  void aFormIsSentEncoded() {
    platform.answer("/a", 200, "");
    http.post(platform.url("/a")).form(Map.of("a[]", List.of("1 &", "é"))).send();
    Request request = platform.requests().get(0);
    assertThat(request.header("Content-Type")).contains("application/x-www-form-urlencoded");
    assertThat(request.body()).isEqualTo("a%5B%5D=1+%26&a%5B%5D=%C3%A9");
  }

  @Test
  void aPlatformThatDoesNotAnswerIsTimedOut() {
    platform.hang("/a");
    PlatformException failure = failure(() -> hasty.get(platform.url("/a")).send());
    assertThat(failure.isTimeout()).isTrue();
    assertThat(failure).hasMessage(host() + " did not answer within PT0.3S");
  }

  @Test
  void aPlatformThatTricklesIsTimedOut() {
    platform.trickle("/a");
    PlatformException failure = failure(() -> hasty.get(platform.url("/a")).send());
    assertThat(failure.isTimeout()).isTrue();
    assertThat(failure).hasMessage(host() + " did not answer within PT0.3S");
  }

  @Test
  void aStreamThatTricklesIsTimedOutWhateverItsReaderMakesOfThat() {
    platform.trickle("/a");
    PlatformRequest request = hasty.get(platform.url("/a"));
    PlatformException failure =
        failure(
            () ->
                request.stream(
                    (head, in) -> {
                      try {
                        return in.readAllBytes();
                      } catch (IOException e) {
                        throw new JsonException("a parser's own words", e);
                      }
                    }));
    assertThat(failure.isTimeout()).isTrue();
  }

  @Test
  void anAnswerOfJustTheLimitIsKept() {
    platform.answer("/a", 200, "x".repeat(KEPT));
    assertThat(http.get(platform.url("/a")).send().body()).hasSize(KEPT);
  }

  @Test
  void aLargerAnswerIsNotKept() {
    platform.answer("/a", 200, "x".repeat(KEPT + 1));
    PlatformException failure = failure(() -> http.get(platform.url("/a")).send());
    assertThat(failure).hasMessage("The answer of " + host() + " is too large");
    assertThat(failure.isTimeout()).isFalse();
  }

  @Test
  void aStreamMayBeLargerUpToItsOwnLimit() {
    platform.answer("/a", 200, "x".repeat(STREAMED)).answer("/b", 200, "x".repeat(STREAMED + 1));
    assertThat(http.get(platform.url("/a")).<byte[]>stream((head, in) -> in.readAllBytes()))
        .hasSize(STREAMED);
    PlatformException failure =
        failure(() -> http.get(platform.url("/b")).stream((head, in) -> in.readAllBytes()));
    assertThat(failure).hasMessage("The answer of " + host() + " is too large");
  }

  @Test
  void whatAReaderThrowsItselfIsItsOwn() {
    platform.answer("/a", 200, "x");
    IllegalStateException own = new IllegalStateException("not mine");
    assertThat(
            catchThrowableOfType(
                IllegalStateException.class,
                () ->
                    http.get(platform.url("/a")).stream(
                        (head, in) -> {
                          throw own;
                        })))
        .isSameAs(own);
  }

  @ParameterizedTest
  @ValueSource(ints = {304, 400, 401, 404, 500, 503})
  void anyOtherStatusIsAFailureThatSaysWhatThePlatformSaid(int status) {
    platform.answer("/a", status, status == 304 ? "" : " so\n sorry ");
    PlatformException failure = failure(() -> http.get(platform.url("/a")).send());
    assertThat(failure)
        .hasMessage(host() + " answered " + status + (status == 304 ? "" : ": so sorry"));
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.isTimeout()).isFalse();
    assertThat(failure.retryAfter()).isEmpty();
  }

  @Test
  void ofALongErrorPageOnlyTheBeginningIsQuoted() {
    platform.answer("/a", 500, "x".repeat(KEPT * 9));
    assertThat(failure(() -> http.get(platform.url("/a")).send()).getMessage())
        .endsWith(": " + "x".repeat(Math.min(2_000, KEPT)))
        .hasSizeLessThan(2_100);
  }

  @Test
  void anAcceptedStatusIsAnAnswer() {
    platform.answer("/a", 404, "none").answer("/b", 302, "", "Location", "/a");
    assertThat(http.get(platform.url("/a")).accept(404, 410).send().text()).isEqualTo("none");
    assertThat(http.get(platform.url("/b")).accept(302).send().status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", " 7 "})
  void retryAfterMayBeSeconds(String seconds) {
    platform.answer("/a", 429, "", "Retry-After", seconds);
    assertThat(failure(() -> http.get(platform.url("/a")).send()).retryAfter())
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void retryAfterMayBePartsOfSeconds() {
    platform.answer("/a", 429, "", "Retry-After", "12.345");
    assertThat(failure(() -> http.get(platform.url("/a")).send()).retryAfter())
        .contains(Duration.ofMillis(12_345));
  }

  @Test
  void retryAfterMayBeADate() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(120));
    platform.answer("/a", 503, "", "Retry-After", date);
    assertThat(failure(() -> http.get(platform.url("/a")).send()).retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
  }

  @Test
  void retryAfterIsNeverNegativeNorLongerThanADay() {
    platform
        .answer("/past", 503, "", "Retry-After", "Tue, 01 Jan 2019 00:00:00 GMT")
        .answer("/far", 503, "", "Retry-After", "999999999")
        .answer("/odd", 503, "", "Retry-After", "soon");
    assertThat(failure(() -> http.get(platform.url("/past")).send()).retryAfter())
        .contains(Duration.ZERO);
    assertThat(failure(() -> http.get(platform.url("/odd")).send()).retryAfter()).isEmpty();
    // The last one: after it, the platform is left alone for a day.
    assertThat(failure(() -> http.get(platform.url("/far")).send()).retryAfter())
        .contains(Duration.ofDays(1));
  }

  @Test
  void aRefusedConnectionIsAFailure() throws IOException {
    int port;
    try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closing.getLocalPort();
    }
    assertThat(failure(() -> http.get("http://127.0.0.1:" + port + "/a?key=hush").send()))
        .hasMessage("Cannot connect to 127.0.0.1:" + port);
  }

  @Test
  void aConnectionThatBreaksIsAFailure() {
    platform.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          throw new UncheckedIOException(new IOException("the platform breaks off"));
        });
    assertThat(failure(() -> http.get(platform.url("/a")).send()))
        .hasMessage("The connection to " + host() + " failed");
  }

  @Test
  void noMessageHasTheQueryInIt() {
    platform
        .answer("/wrong", 500, "")
        .answer("/large", 200, "x".repeat(KEPT + 1))
        .hang("/hangs")
        .on("/loop", exchange -> send(exchange, 302, "", "Location", "/loop?key=hush"));
    for (String path : List.of("/wrong", "/large", "/hangs", "/loop")) {
      PlatformException failure = failure(() -> hasty.get(platform.url(path + "?key=hush")).send());
      assertThat(failure).hasMessageNotContaining("hush").hasMessageNotContaining(path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a?hush", "ftp://hush/", "http://hush hush/", "mailto:hush@a"})
  void anAddressThatIsNotHttpIsAFailureAndNotQuoted(String url) {
    assertThat(failure(() -> http.get(url)))
        .hasMessageStartingWith("The platform's address must be an http or https URL ")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }

  @Test
  void aHeaderThatCannotBeSentIsAFailureAndNotQuoted() {
    assertThat(failure(() -> http.get(platform.url("/a")).header("X-Key", "hush\n").send()))
        .hasMessage("The call to " + host() + " cannot be made");
  }

  private static PlatformHttp within(Duration total) {
    return TestOutboundHttp.client(total, KEPT, STREAMED);
  }

  private String host() {
    return platform.url("").substring("http://".length());
  }

  private static PlatformException failure(ThrowingCallable call) {
    PlatformException failure = catchThrowableOfType(PlatformException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }
}
