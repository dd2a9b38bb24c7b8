package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonValue;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.testing.FakeServer;

@Timeout(30)
class OutboundRedirectTest {
  private final FakeServer platform = new FakeServer();
  private final PlatformHttp http = TestOutboundHttp.client(Duration.ofSeconds(20), 1_000, 1_000);

  @AfterEach
  void close() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aGetFollowsARedirect(int status) {
    platform.answer("/a", status, "", "Location", "/b?c").answer("/b", 200, "here");
    assertThat(http.get(platform.url("/a")).header("X-Key", "k3y").send().text()).isEqualTo("here");
    assertThat(platform.requests().get(1).target()).isEqualTo("/b?c");
    assertThat(platform.requests().get(1).header("X-Key")).contains("k3y");
  }

  @Test
  void anotherHostNeverSeesTheHeadersOfTheFirst() {
    try (FakeServer other = new FakeServer()) {
      other.answer("/b", 200, "there");
      platform.answer("/a", 302, "", "Location", other.url("/b"));
      assertThat(
              http.get(platform.url("/a"))
                  .header("Authorization", "Bearer k3y")
                  .header("X-Key", "k3y")
                  .send()
                  .text())
          .isEqualTo("there");
      assertThat(platform.requests().get(0).header("X-Key")).contains("k3y");
      assertThat(other.requests().get(0).headers()).doesNotContainKeys("Authorization", "X-Key");
    }
  }

  @Test
  void aPostIsNeverRedirected() {
    platform.answer("/a", 307, "", "Location", "/b").answer("/b", 200, "");
    PlatformException failure =
        failure(() -> http.post(platform.url("/a")).json(JsonValue.TRUE).send());
    assertThat(failure.status()).isEqualTo(307);
    assertThat(platform.requests()).hasSize(1);
  }

  @Test
  void aLoopOfRedirectsEnds() {
    platform.answer("/a", 302, "", "Location", "/a");
    assertThat(failure(() -> http.get(platform.url("/a")).send()))
        .hasMessage(host() + " redirects more than 5 times");
    assertThat(platform.requests()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://example.org/", "http://", "ht tp://a", "file:///etc/passwd"})
  void aRedirectToAnythingButHttpIsAFailure(String location) {
    platform.answer("/a", 302, "", "Location", location);
    assertThat(failure(() -> http.get(platform.url("/a")).send())).isNotNull();
    assertThat(platform.requests()).hasSize(1);
  }

  @Test
  void aRedirectToNowhereIsAFailureOfItsStatus() {
    platform.answer("/a", 302, "");
    assertThat(failure(() -> http.get(platform.url("/a")).send()).status()).isEqualTo(302);
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
