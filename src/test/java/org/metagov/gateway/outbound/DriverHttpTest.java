package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.FakeServer.Request;
import org.metagov.gateway.testing.GatewayProcess;

@Timeout(60)
class DriverHttpTest {
  private final FakeServer driver = new FakeServer();
  private final DriverHttp http = TestOutboundHttp.driver(Duration.ofSeconds(20));
  private final DriverHttp hasty = TestOutboundHttp.driver(Duration.ofMillis(300));

  @AfterEach
  void close() {
    driver.close();
  }

  private DriverAnswer post(DriverHttp client, String url) {
    return client.post(
        url, Map.of("webhook-id", "m-1", "Content-Type", "application/json"), "{\"é\":1}");
  }

  @Test
  void aMessageArrivesAsItIs() {
    driver.answer("/a", 202, "thanks");
    DriverAnswer answer = post(http, driver.url("/a?key=k"));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.error()).isEmpty();
    Request request = driver.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/a?key=k");
    assertThat(request.body()).isEqualTo("{\"é\":1}");
    assertThat(request.header("webhook-id")).contains("m-1");
    assertThat(request.header("Content-Type")).contains("application/json");
    assertThat(request.header("User-Agent")).contains("metagov-gateway");
  }

  @Test
  void aRedirectIsNotFollowed() {
    driver.answer("/b", 200, "");
    driver.answer("/a", 307, "", "Location", driver.url("/b"));
    assertThat(post(http, driver.url("/a")).status()).isEqualTo(307);
    assertThat(driver.requests()).hasSize(1);
  }

  @Test
  void aDriverThatIsBusySaysHowLong() {
    driver.answer("/a", 429, "", "Retry-After", "7");
    assertThat(post(http, driver.url("/a")).retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void aDriverThatHangsIsTimedOut() {
    driver.hang("/a");
    long start = System.nanoTime();
    DriverAnswer answer = post(hasty, driver.url("/a?key=s3cret"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(answer.status()).isZero();
    assertThat(answer.error())
        .startsWith("127.0.0.1:")
        .contains("did not answer within PT0.3S")
        .doesNotContain("s3cret", "/a");
  }

  @Test
  void anAnswerThatTricklesHoldsNobodyUpAndCounts() {
    driver.trickle("/a");
    long start = System.nanoTime();
    assertThat(post(hasty, driver.url("/a")).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void anAnswerThatIsLongIsNotRead() {
    driver.answer("/a", 200, "x".repeat(1_000_000));
    assertThat(post(http, driver.url("/a")).status()).isEqualTo(200);
    assertThat(post(http, driver.url("/a")).status()).isEqualTo(200);
  }

  @Test
  void aDriverThatIsAwaySaysSoWithoutItsPath() {
    DriverAnswer away =
        post(http, "http://127.0.0.1:" + GatewayProcess.freePort() + "/a?key=s3cret");
    assertThat(away.status()).isZero();
    assertThat(away.error())
        .startsWith("Cannot connect to 127.0.0.1:")
        .doesNotContain("s3cret", "/a");
    DriverAnswer nowhere = post(http, "http://driver.invalid/a?key=s3cret");
    assertThat(nowhere.status()).isZero();
    assertThat(nowhere.error()).contains("driver.invalid").doesNotContain("s3cret");
  }

  @Test
  void aDriverThatHangsUpHasNotAnswered() {
    driver.on("/a", exchange -> exchange.close());
    DriverAnswer answer = post(http, driver.url("/a?key=s3cret"));
    assertThat(answer.status()).isZero();
    assertThat(answer.error()).contains("The connection to 127.0.0.1").doesNotContain("s3cret");
  }
}
