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
import org.metagov.gateway.spi.PlatformMovedException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.testing.FakeServer;

@Timeout(60)
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

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void noCallLeavesItsOrigin(int status) {
    try (FakeServer other = new FakeServer()) {
      platform.answer("/a", status, "", "Location", other.url("/b?key=k"));
      PlatformMovedException moved = moved(http.get(platform.url("/a")));
      assertThat(moved.status()).isEqualTo(status);
      assertThat(moved.place()).isEqualTo(other.url(""));
      assertThat(moved)
          .hasMessage(host() + " answered " + status + ": it leads to " + other.url(""));
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void anotherNameOrSchemeIsAnotherOrigin() {
    String port = platform.url("").substring(platform.url("").lastIndexOf(':'));
    platform
        .answer("/name", 302, "", "Location", "http://localhost" + port + "/b")
        .answer("/scheme", 302, "", "Location", "https://127.0.0.1" + port + "/b");
    assertThat(moved(http.get(platform.url("/name"))).place()).isEqualTo("http://localhost" + port);
    assertThat(moved(http.get(platform.url("/scheme"))).place())
        .isEqualTo("https://127.0.0.1" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void aWriteIsNeverRedirected(String method) {
    platform.answer("/a", 307, "", "Location", "/b?key=k").answer("/b", 200, "");
    PlatformMovedException moved =
        moved(http.request(method, platform.url("/a")).json(JsonValue.TRUE));
    assertThat(moved.status()).isEqualTo(307);
    assertThat(moved.place()).isEqualTo(platform.url("/b"));
    assertThat(platform.requests()).hasSize(1);
  }

  @Test
  void whoFindsOutWhereAPlatformIsIsNotRedirectedEither() {
    platform.answer("/a", 302, "", "Location", "/b").answer("/b", 200, "");
    assertThat(moved(TestOutboundHttp.probing().get(platform.url("/a"))).place())
        .isEqualTo(platform.url("/b"));
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

  private static PlatformMovedException moved(PlatformRequest request) {
    PlatformMovedException moved =
        catchThrowableOfType(PlatformMovedException.class, request::send);
    assertThat(moved).isNotNull();
    return moved;
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
