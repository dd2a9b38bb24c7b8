package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.metagov.gateway.testing.FakeServer.send;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.FormPart;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.FakeServer.Request;
import org.metagov.gateway.testing.TestMeters;

@Timeout(60)
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
  void bytesAreSentAsTheyAre() {
    platform.answer("/a", 200, "");
    http.post(platform.url("/a")).body("text/csv", "é;1".getBytes(StandardCharsets.UTF_8)).send();
    Request request = platform.requests().get(0);
    assertThat(request.header("Content-Type")).contains("text/csv");
    assertThat(request.body()).isEqualTo("é;1");
  }

  @Test
  void filesAreSentAsBrowsersSendThem() {
    platform.answer("/a", 200, "");
    http.post(platform.url("/a"))
        .multipart(
            List.of(
                FormPart.field("motto", "é\r\n--x"),
                FormPart.file("p\"\r\ni", "b\".png", "image/png", new byte[] {1, 2})))
        .send();
    Request request = platform.requests().get(0);
    String type = request.header("Content-Type").orElseThrow();
    assertThat(type).startsWith("multipart/form-data; boundary=");
    String line = "--" + type.substring(type.indexOf('=') + 1);
    assertThat(request.body())
        .isEqualTo(
            line
                + "\r\nContent-Disposition: form-data; name=\"motto\"\r\n"
                + "Content-Type: text/plain; charset=UTF-8\r\n\r\né\r\n--x\r\n"
                + line
                + "\r\nContent-Disposition: form-data; name=\"p%22%0D%0Ai\";"
                + " filename=\"b%22.png\"\r\nContent-Type: image/png\r\n\r\n\u0001\u0002\r\n"
                + line
                + "--\r\n");
  }

  @Test
  void aTypeThatWouldBeginAnotherHeaderIsNotSent() {
    PlatformRequest request = http.post(platform.url("/a"));
    List<FormPart> parts = List.of(FormPart.file("p", "p", "image/png\r\nX-Other: 1", new byte[0]));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> request.multipart(parts));
  }

  @Test
  void aBodyThatIsTooLargeIsNotSent() {
    byte[] large = new byte[(int) TestOutboundHttp.SENT + 1];
    PlatformRequest request = http.post(platform.url("/a"));
    for (ThrowingCallable sending :
        List.<ThrowingCallable>of(
            () -> request.body("image/png", large),
            () -> request.multipart(List.of(FormPart.file("p", "p", "image/png", large))),
            () -> request.json(Json.createValue("x".repeat(large.length))))) {
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(sending)
          .withMessageContaining("may have 1000000");
    }
    assertThat(platform.requests()).isEmpty();
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
        .endsWith(" 500: " + "x".repeat(2_000))
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
        .hasMessage("The connection to " + host() + " failed behind the status 200");
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

  @ParameterizedTest
  @ValueSource(
      strings = {"hush\n", "hush\r\nX-Other: y", "hu\u0000sh", "h\u200bush", "hüsh", "hush\ud83d"})
  void aHeaderIsSentAsItIsOrNotAtAll(String value) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> http.get(platform.url("/a")).header("X-Key", value).send())
        .withMessage(
            "The header X-Key cannot be sent: it has a character other than visible ASCII");
    assertThat(platform.requests()).isEmpty();
  }

  @Test
  void aSecretThatCannotBeSentIsToldByItsName() {
    OutboundHttp.Caller caller =
        new OutboundHttp.Caller(
            new CallBudgets().of("a", 10),
            text -> text.contains("schlüssel") ? Optional.of("api_key") : Optional.empty(),
            new CallMeter(TestMeters.unread(), "test"),
            new AtomicBoolean());
    PlatformHttp own =
        TestOutboundHttp.client(new OutboundHttp.Limits(Duration.ofSeconds(20), 1, 1, 1))
            .within(caller, CallBudget.Share.WHOLE);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> own.get(platform.url("/")).header("Authorization", "Bearer schlüssel"))
        .withMessage(
            "'api_key' of the config cannot be sent: it has a character other than visible ASCII");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Connection", "CDN-Loop", "a b", "", "a:"})
  void whereAMessageEndsAndGoesIsNotForPlugins(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> http.get(platform.url("/a")).header(name, "x"));
  }

  @Test
  void halfACharacterIsNotSentAsAQuestionMark() {
    PlatformRequest request = http.post(platform.url("/a"));
    for (ThrowingCallable half :
        List.<ThrowingCallable>of(
            () -> request.form(Map.of("a", List.of("x\ud83d"))),
            () -> request.form(Map.of("x\udf33", List.of("y"))),
            () -> request.json(Json.createValue("x\ud83d")))) {
      assertThatExceptionOfType(InvalidParameterException.class).isThrownBy(half);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP", " gzip ", "deflate", "raw deflate", "identity"})
  void anAnswerInACodingThatNobodyAskedForIsRead(String coding) {
    answerCoded("/a", 200, coding, "{\"é\":1}");
    var answer = http.get(platform.url("/a")).send();
    assertThat(answer.jsonObject().getInt("é")).isEqualTo(1);
    assertThat(answer.headers()).doesNotContainKey("Content-Length");
    answerCoded("/s", 200, coding, "x".repeat(STREAMED));
    assertThat(http.get(platform.url("/s")).<byte[]>stream((head, in) -> in.readAllBytes()))
        .hasSize(STREAMED);
    answerCoded("/bad", 500, coding, "so sorry");
    assertThat(failure(() -> http.get(platform.url("/bad")).send()))
        .hasMessage(host() + " answered 500: so sorry");
    assertThat(platform.requests().get(0).header("Accept-Encoding")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void aSmallAnswerThatSaysMuchIsTooLarge(String coding) {
    answerCoded("/a", 200, coding, "x".repeat(3_000_000));
    assertThat(failure(() -> http.get(platform.url("/a")).send()))
        .hasMessage("The answer of " + host() + " is too large");
    assertThat(failure(() -> http.get(platform.url("/a")).stream((head, in) -> in.readAllBytes())))
        .hasMessage("The answer of " + host() + " is too large");
  }

  @Test
  void aLargeAnswerThatSaysNothingIsTooLarge() {
    byte[] nothing = coded("gzip", "");
    platform.on(
        "/a",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 1_000; i++) {
            exchange.getResponseBody().write(nothing);
          }
        });
    assertThat(failure(() -> http.get(platform.url("/a")).send()))
        .hasMessage("The answer of " + host() + " is too large");
  }

  @Test
  void anAnswerInAnyOtherCodingIsToldInWords() {
    platform
        .answer("/a", 200, "x", "Content-Encoding", "br")
        .answer("/b", 200, "x", "Content-Encoding", "gzip, gzip")
        .answer("/c", 404, "x", "Content-Encoding", "zstd")
        .answer("/d", 200, "no gzip", "Content-Encoding", "gzip");
    PlatformException failure = failure(() -> http.get(platform.url("/a")).send());
    assertThat(failure)
        .hasMessage(host() + " answered in the content coding br, which was not asked for");
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure(() -> http.get(platform.url("/b")).send()))
        .hasMessageContaining("in the content coding gzip, gzip, which");
    assertThat(failure(() -> http.get(platform.url("/c")).send()))
        .hasMessage(host() + " answered 404");
    assertThat(failure(() -> http.get(platform.url("/d")).send()))
        .hasMessage("The answer of " + host() + " is not in the content coding that it names");
  }

  @Test
  void aCodedAnswerWithoutABodyIsEmpty() {
    platform
        .answer("/a", 200, "", "Content-Encoding", "gzip")
        .answer("/b", 204, "", "Content-Encoding", "br");
    assertThat(http.get(platform.url("/a")).send().body()).isEmpty();
    assertThat(http.get(platform.url("/b")).send().status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422, 500})
  void aStatusThatWasReadCountsWhateverBecomesOfTheBody(int status) {
    platform.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(status, 100);
          exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          throw new UncheckedIOException(new IOException("the platform breaks off"));
        });
    PlatformException failure = failure(() -> http.post(platform.url("/a")).send());
    assertThat(failure).hasMessage(host() + " answered " + status + ": half");
    assertThat(failure.status()).isEqualTo(status);
    PlatformException cut = failure(() -> http.post(platform.url("/a")).accept(status).send());
    assertThat(cut)
        .hasMessage("The connection to " + host() + " failed behind the status " + status);
    assertThat(cut.status()).isEqualTo(status);
  }

  @Test
  void aRefusalWhoseTextTricklesIsARefusal() {
    platform.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(422, 0);
          exchange.getResponseBody().write("no".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          awaitEnd(exchange.getResponseBody());
        });
    PlatformException failure = failure(() -> hasty.post(platform.url("/a")).send());
    assertThat(failure).hasMessage(host() + " answered 422: no");
    assertThat(failure.isTimeout()).isFalse();
  }

  /** Goes on until the other side has gone. */
  private static void awaitEnd(OutputStream body) throws IOException {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(20);
        body.write(' ');
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerCoded(String path, int status, String coding, String text) {
    byte[] body = coded(coding.strip().toLowerCase(Locale.ROOT), text);
    platform.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", coding.replace("raw ", ""));
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  private static byte[] coded(String coding, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (coding) {
          case "gzip", "x-gzip" -> new GZIPOutputStream(bytes);
          case "deflate" -> new DeflaterOutputStream(bytes);
          case "raw deflate" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
          default -> bytes;
        }) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
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
