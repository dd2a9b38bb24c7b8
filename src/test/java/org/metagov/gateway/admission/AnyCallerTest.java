package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.testing.Strange;

/** Whatever a caller sends along, it opens nothing that it should not, and breaks nothing. */
class AnyCallerTest {
  private static final String KEY = "k".repeat(40);
  private static final KeyRing NO_KEYS =
      new KeyRing(id -> Optional.empty(), text -> text, (id, before) -> {}, () -> 0);

  private static Settings settings(Map<String, String> values) {
    return Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key)));
  }

  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Provide
  Arbitrary<Approach> fromElsewhere() {
    Arbitrary<Optional<String>> header = Strange.text().optional();
    return Combinators.combine(
            Arbitraries.of("192.0.2.7", "::1", "127.0.0.1", "fe80::1%eth0", "", "x"),
            header,
            header,
            header,
            header,
            Arbitraries.of(true, false))
        .as(
            (address, authorization, host, origin, site, looped) ->
                new Approach(address, 8080, authorization, host, origin, site, true, looped));
  }

  /** It has come through a proxy, and has no key: nothing that it says makes it the driver. */
  @Property
  void nobodyWhoWasForwardedIsTheDriverWithoutAKey(@ForAll("fromElsewhere") Approach approach) {
    for (Map<String, String> values :
        List.of(
            Map.<String, String>of(),
            Map.of("metagov.internal.key", KEY),
            Map.of("metagov.internal.port", "9090"))) {
      AccessPolicy policy = new AccessPolicy(settings(values), NO_KEYS);
      try {
        policy.internal(approach);
        throw new AssertionError("let in: " + approach);
      } catch (ProblemException e) {
        assertThat(e.type()).isIn(ProblemType.UNAUTHORIZED, ProblemType.FORBIDDEN);
        assertThat(e.getMessage()).doesNotContain(KEY);
      }
    }
  }

  @Property
  void whoIsNoTrustedProxyNamesNobodyElse(
      @ForAll("text") String one, @ForAll("text") String other) {
    Sources sources = new Sources(settings(Map.of("metagov.trusted-proxies", "10.0.0.0/8")));
    List<String> headers = List.of(one, other);
    assertThat(sources.of("198.51.100.7", headers)).contains("198.51.100.7");
    assertThat(sources.of("10.1.2.3", headers)).isNotNull();
    assertThat(sources.of("10.1.2.3", List.of(one, other, "203.0.113.9"))).contains("203.0.113.9");
    assertThat(sources.of(one, headers)).isNotNull();
    assertThat(ForwardingHeaders.tell(one)).isIn(true, false);
  }
}
