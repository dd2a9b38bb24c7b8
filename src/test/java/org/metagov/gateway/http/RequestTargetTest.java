package org.metagov.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/health",
        "/api/internal/community/garden-1_A",
        "/api/internal/action/randomness.random-int",
        "/api/hooks/a/b/s3cr%C3%A9t",
        "/api/hooks/a/b/with%20blank",
        "/api/hooks/a/b/%F0%9F%98%80",
        "/api/hooks/a/b/50%25",
        "/a/~b/..c/d../...",
        "/a!$&'()*+,=:@/b"
      })
  void aPathThatIsWrittenTheOneWayIsTaken(String path) {
    assertThat(RequestTarget.isCanonical(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "//",
        "/a/",
        "/a//b",
        "//a",
        "/a/.",
        "/a/./b",
        "/a/../b",
        "/a/%2e%2E/b",
        "/a/%2e/b",
        "/a;x=1",
        "/a/b;",
        "/a;x/b",
        "/a%3Bx=1",
        "/a%3b",
        "/a%20",
        "/%20a",
        "/a%20%20/b",
        "/%20",
        "/a%09",
        "/a%0A",
        "/a%0db",
        "/a%00",
        "/a%7F",
        "/a%C2%A0",
        "/%E3%80%80a",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/%61",
        "/a%2Db",
        "/a%7eb",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%FF",
        "/a%C0%AF",
        "/a%ED%A0%80",
        "/a b",
        "/a|b",
        "/a#b",
        "/a?b",
        "/a\u00e9",
        "/a\u007f",
        "/a\nb"
      })
  void anyOtherWayLeadsNowhere(String path) {
    assertThat(RequestTarget.isCanonical(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b&c=d%20e+f", "after=%C3%A9", "x=%F0%9F%98%80", "a[]=1;2|3"})
  void aQueryInUtf8IsRead(String query) {
    assertThat(RequestTarget.wrongInQuery(query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=%", "a=%4", "a=%zz", "a=%FF", "a=%ED%A0%80", "a=%00", "a=\u00e9", "%C3=%A9"})
  void aQueryThatWouldBeAlteredIsNot(String query) {
    assertThat(RequestTarget.wrongInQuery(query)).isPresent();
  }

  @org.junit.jupiter.api.Test
  void noQueryIsNoneToRead() {
    assertThat(RequestTarget.wrongInQuery(null)).isEmpty();
  }
}
