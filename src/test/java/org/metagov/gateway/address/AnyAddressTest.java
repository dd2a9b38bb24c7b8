package org.metagov.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.testing.Strange;

/** Whatever is said to be an address, it is one in one way only, or refused. */
class AnyAddressTest {
  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Provide
  Arbitrary<String> urls() {
    return Combinators.combine(
            Arbitraries.of("http://", "https://", "HTTP://", "//", ""),
            Strange.text(),
            Arbitraries.of("", "/", "/x", ":80", ":0", "@a/", "?q", "#f"))
        .as((scheme, rest, end) -> scheme + rest + end);
  }

  private static <T> Optional<T> read(String text, Function<String, T> reading) {
    try {
      return Optional.of(reading.apply(text));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2_100);
      return Optional.empty();
    }
  }

  @Property
  void aUrlIsReadAsItIsWrittenAgain(@ForAll("urls") String text) {
    for (Function<String, HttpUrl> reading :
        java.util.List.<Function<String, HttpUrl>>of(HttpUrl::of, HttpUrl::ofServer)) {
      read(text, reading)
          .ifPresent(
              url -> {
                assertThat(url.scheme()).isIn("http", "https");
                assertThat(url.host()).isNotEmpty().doesNotContain("@", "/", "\\", " ", "%");
                assertThat(HttpUrl.of(url.text())).isEqualTo(url);
                assertThat(HttpUrl.of(url.text()).origin()).isEqualTo(url.origin());
                assertThat(url.path()).startsWith("/");
              });
    }
  }

  @Property
  void aRedirectLeadsToAUrlOrNowhere(@ForAll("urls") String from, @ForAll("urls") String to) {
    HttpUrl there = HttpUrl.of("https://example.org/a/b?c");
    HttpUrl start = read(from, HttpUrl::of).orElse(there);
    read(to, start::resolve).ifPresent(url -> assertThat(HttpUrl.of(url.text())).isEqualTo(url));
  }

  @Property
  void noLookUpIsMadeForWhatIsNoAddress(@ForAll("text") String text) {
    Optional<InetAddress> address = IpAddress.of(text);
    address.ifPresent(found -> assertThat(IpAddress.of(found.getHostAddress())).contains(found));
  }

  @Property
  void aListOfNetworksIsReadOrRefused(@ForAll("text") String text) {
    read(text, AllowList::of);
    read(text, Network::listOf);
    read(text, Network::of);
    assertThat(LoopMark.isIn(text)).isIn(true, false);
  }
}
