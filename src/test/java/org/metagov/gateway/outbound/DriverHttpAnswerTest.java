package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.metagov.gateway.testing.RawDriver;
import org.metagov.gateway.testing.RawDriver.After;

/** Once a driver's status is read it counts, whatever comes after it. */
@Timeout(60)
class DriverHttpAnswerTest {
  private final DriverHttp http = TestOutboundHttp.driver(Duration.ofSeconds(3));

  private DriverAnswer post(RawDriver driver) {
    return http.post(driver.url().toString(), Map.of("webhook-id", "m-1"), "{}");
  }

  private static Arguments answer(String what, int status, After after, String... lines) {
    String head = "HTTP/1.1 " + status + " x\r\n";
    return Arguments.of(what, status, head + String.join("\r\n", lines), after);
  }

  static Stream<Arguments> oddAnswers() {
    return Stream.of(
        answer("204 with a body", 204, After.STAY, "Content-Length: 2", "", "{}"),
        answer(
            "204 with a body in chunks",
            204,
            After.STAY,
            "Transfer-Encoding: chunked",
            "",
            "2",
            "{}",
            "0",
            "",
            ""),
        answer("204 with a body, then closed", 204, After.CLOSE, "Content-Length: 2", "", "{}"),
        answer("204 with a length and no body", 204, After.STAY, "Content-Length: 2", "", ""),
        answer("204 with a body without a length", 204, After.CLOSE, "", "gone"),
        answer("204 with a length of zero", 204, After.STAY, "Content-Length: 0", "", ""),
        answer("205 with a body", 205, After.CLOSE, "Content-Length: 2", "", "{}"),
        answer("304 with a body", 304, After.CLOSE, "Content-Length: 2", "", "{}"),
        answer("a body that is cut off", 200, After.CLOSE, "Content-Length: 100", "", "{"),
        answer("a body that is broken off", 200, After.RESET, "Content-Length: 100", "", "{"),
        answer("a body that does not come", 200, After.STAY, "Content-Length: 100", "", ""),
        answer("a head and no more", 200, After.CLOSE, "Content-Length: 100", "", ""),
        answer(
            "chunks that are none", 200, After.CLOSE, "Transfer-Encoding: chunked", "", "zz", ""),
        answer(
            "chunks without an end", 200, After.CLOSE, "Transfer-Encoding: chunked", "", "2", "{}"),
        answer("more than its length", 200, After.STAY, "Content-Length: 2", "", "{}{}{}"),
        answer("a body without an end", 200, After.GO_ON, "", ""),
        answer("a body that is too long", 200, After.GO_ON, "Content-Length: 99999999999", "", ""),
        answer(
            "a coding that is none",
            200,
            After.STAY,
            "Content-Encoding: gzip",
            "Content-Length: 2",
            "",
            "{}"),
        answer("a refusal that is cut off", 422, After.CLOSE, "Content-Length: 100", "", "{"),
        answer("gone, and cut off", 410, After.RESET, "Content-Length: 100", "", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddAnswers")
  void aStatusCountsOnceItIsRead(String what, int status, String bytes, After after) {
    try (RawDriver driver = new RawDriver(bytes, after)) {
      for (int sent = 1; sent <= 2; sent++) {
        DriverAnswer answer = post(driver);
        assertThat(answer.status()).as(what + ": " + answer.error()).isEqualTo(status);
        assertThat(answer.error()).isEmpty();
        // Neither is it sent again by itself.
        assertThat(driver.requests()).isEqualTo(sent);
      }
    }
  }

  @Test
  void anAnswerThatComesFirstAndMeansNothingIsPassedOver() {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    String answer = "HTTP/1.1 204 No Content\r\n\r\n";
    try (RawDriver driver = new RawDriver(early + answer, After.STAY)) {
      assertThat(post(driver).status()).isEqualTo(204);
    }
  }

  @Test
  void howLongABusyDriverWantsToBeLeftAloneCountsToo() {
    String answer = "HTTP/1.1 503 x\r\nRetry-After: 7\r\nContent-Length: 100\r\n\r\n{";
    try (RawDriver driver = new RawDriver(answer, After.RESET)) {
      assertThat(post(driver).retryAfter()).contains(Duration.ofSeconds(7));
    }
  }

  @Test
  void whatIsNoAnswerIsNone() {
    try (RawDriver driver = new RawDriver("204 No Content\r\n\r\n", After.CLOSE)) {
      DriverAnswer answer = post(driver);
      assertThat(answer.status()).isZero();
      assertThat(answer.error()).contains("127.0.0.1");
    }
  }
}
