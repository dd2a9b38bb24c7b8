package org.metagov.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://a.example, http, a.example, 80, /",
    "HTTPS://A.Example:8443/x?y=Z, https, a.example, 8443, /x?y=Z",
    "http://policy_kit:8000/events, http, policy_kit, 8000, /events",
    "http://_a._b, http, _a._b, 80, /",
    "http://driver:/x, http, driver, 80, /x",
    "https://a.example?x, https, a.example, 443, /?x",
    "http://127.0.0.1:8000//a//b, http, 127.0.0.1, 8000, //a//b",
    "'http://[2001:DB8::1]:8000/', http, 2001:db8::1, 8000, /",
    "'http://[::ffff:10.0.0.1]', http, ::ffff:10.0.0.1, 80, /",
    "http://a.example./, http, a.example., 80, /",
    "http://1password.example, http, 1password.example, 80, /",
    "http://a.example/%2F%41?a[]=b, http, a.example, 80, /%2F%41?a[]=b",
    "http://a.example/é?ä=✓, http, a.example, 80, /%C3%A9?%C3%A4=%E2%9C%93",
    "http://xn--bcher-kva.example, http, xn--bcher-kva.example, 80, /"
  })
  void aUrlIsReadAsItIsCalled(String text, String scheme, String host, int port, String target) {
    assertThat(HttpUrl.of(text)).isEqualTo(new HttpUrl(scheme, host, port, target));
    assertThat(HttpUrl.of(HttpUrl.of(text).text())).isEqualTo(HttpUrl.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://a.example, such as https://host[:port]/path",
    "a.example, such as https://host[:port]/path",
    "//a.example, such as https://host[:port]/path",
    "http:a.example, such as https://host[:port]/path",
    "http:///a, such as https://host[:port]/path",
    "http://, such as https://host[:port]/path",
    "http://a b, such as https://host[:port]/path",
    "javascript:alert(1), such as https://host[:port]/path",
    "'', such as https://host[:port]/path",
    "http://me@a.example, without a user name",
    "http://me:pw@policy_kit:8000, without a user name",
    "http://@a.example, without a user name",
    "http://a.example#, without a fragment (#)",
    "http://a.example/x#y, without a fragment (#)",
    "http://a.example:0, with a port from 1 to 65535",
    "http://a.example:65536, with a port from 1 to 65535",
    "http://a.example:000080, with a port from 1 to 65535"
  })
  void theReasonToldIsRight(String text, String told) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.of(text))
        .withMessage("must be an http or https URL " + told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://bücher.example",
        "http://a%2eb",
        "http://a..b",
        "http://.",
        "http://.a",
        "http://a!b",
        "http://127.1",
        "http://2130706433",
        "http://0x7f.1",
        "http://0x7f000001",
        "http://0177.0.0.1",
        "http://127.0.0.1.",
        "http://127.0.0.256",
        "http://1.2.3",
        "http://1.2.3.4.5",
        "http://a.example.0x1",
        "http://a.example.1",
        "http://[127.0.0.1]",
        "http://[fe80::1%25eth0]",
        "http://[::1",
        "http://a:80:80",
        "http://a:b"
      })
  void aHostThatIsReadDifferentlyElsewhereIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.of(text))
        .withMessageStartingWith("must be an http or https URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\t", "\u0000", "\u007f", "\u200b", "\u2028", "\ud800", "\ufeff"})
  void whatNobodySeesIsToldWhereverItStands(String unseen) {
    for (String text :
        new String[] {
          unseen + "http://a.example/b", "http://a" + unseen + ".example", "http://a/b" + unseen
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HttpUrl.of(text))
          .withMessage("must be an http or https URL without characters that nobody sees");
    }
  }

  @Test
  void aUrlHasAtMostTwoThousandCharacters() {
    String longest = "http://a.example/" + "x".repeat(HttpUrl.LONGEST - 17);
    assertThat(HttpUrl.of(longest).target()).hasSize(HttpUrl.LONGEST - 16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.of(longest + "x"))
        .withMessage("must be an http or https URL of at most 2,000 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.of("http://" + "a.".repeat(127) + "b"));
  }

  @Test
  void theAddressOfAServerHasNoQuery() {
    assertThat(HttpUrl.ofServer("http://policy_kit/base/").target()).isEqualTo("/base/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.ofServer("http://policy_kit/base?"))
        .withMessage("must be an http or https URL without a query (?)");
  }

  @ParameterizedTest
  @CsvSource({
    "https://A.example:443/x?key=k, a.example, https://a.example",
    "http://a.example:443/, a.example:443, http://a.example:443",
    "'http://[::1]:80/', '[::1]', 'http://[::1]'"
  })
  void aPlaceHasNeitherPathNorQuery(String text, String place, String origin) {
    assertThat(HttpUrl.of(text).place()).isEqualTo(place);
    assertThat(HttpUrl.of(text).origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "/c, http://a_b:8000/c",
    "c?d, http://a_b:8000/x/c?d",
    "../c, http://a_b:8000/c",
    "?d, http://a_b:8000/x/y?d",
    "'', http://a_b:8000/x/y",
    "#here, http://a_b:8000/x/y",
    "//c_d/e, http://c_d/e",
    "https://c_d/e#f, https://c_d/e",
    "HTTP://A_B:8000/, http://a_b:8000/"
  })
  void aRedirectIsReadFromThePageItStandsOn(String reference, String expected) {
    assertThat(HttpUrl.of("http://a_b:8000/x/y?key=k").resolve(reference).text())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#malformed")
  void aHostileUrlIsNoneInAnyPlace(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.of(text))
        .withMessageStartingWith("must be an http or https URL ")
        .withNoCause();
  }
}
