package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.settings.Settings;

class SourcesTest {
  private static Sources trusting(String proxies) {
    Map<String, String> values = Map.of("metagov.trusted-proxies", proxies);
    return new Sources(Settings.read(values.keySet(), key -> Optional.ofNullable(values.get(key))));
  }

  @Test
  void whatANobodyClaimsCountsForNothing() {
    assertThat(trusting("10.0.0.1").of("203.0.113.9", List.of("198.51.100.7")))
        .contains("203.0.113.9");
    assertThat(trusting("").of("203.0.113.9", List.of("198.51.100.7"))).contains("203.0.113.9");
  }

  @Test
  void aTrustedProxyNamesTheSource() {
    Sources sources = trusting("10.0.0.0/8, 127.0.0.1");
    assertThat(sources.of("10.0.0.1", List.of("198.51.100.7"))).contains("198.51.100.7");
    assertThat(sources.of("127.0.0.1", List.of("198.51.100.7"))).contains("198.51.100.7");
    assertThat(sources.of("10.0.0.1", List.of("198.51.100.7, 10.2.0.1"))).contains("198.51.100.7");
    assertThat(sources.of("10.0.0.1", List.of())).contains("10.0.0.1");
  }

  @Test
  void whatStandsBeforeAStrangersAddressIsTheStrangersOwn() {
    Sources sources = trusting("10.0.0.0/8");
    assertThat(sources.of("10.0.0.1", List.of("192.0.2.1", "10.9.9.9, 198.51.100.7")))
        .contains("198.51.100.7");
    assertThat(sources.of("10.0.0.1", List.of("192.0.2.1, nonsense"))).contains("10.0.0.1");
  }

  @Test
  void thisMachineMayStandForAnybody() {
    assertThat(trusting("10.0.0.1").of("127.0.0.1", List.of("198.51.100.7"))).isEmpty();
    assertThat(trusting("10.0.0.1").of("0:0:0:0:0:0:0:1", List.of())).isEmpty();
    assertThat(trusting("127.0.0.1").of("127.0.0.1", List.of())).isEmpty();
  }

  @Test
  void oneCustomersAddressesAreOneSource() {
    Sources sources = trusting("10.0.0.1");
    assertThat(sources.of("2001:db8:1:2::3", List.of()))
        .isEqualTo(sources.of("2001:db8:1:2:ffff::1", List.of()))
        .isNotEqualTo(sources.of("2001:db8:1:3::3", List.of()));
  }

  @Test
  void theWholeAddressIsThatOfTheSame() {
    Sources sources = trusting("127.0.0.1");
    assertThat(sources.address("127.0.0.1", List.of("192.0.2.1, 2001:db8:1:2::3")))
        .isEqualTo("2001:db8:1:2:0:0:0:3");
    assertThat(sources.address("127.0.0.1", List.of("127.0.0.2"))).isEqualTo("127.0.0.2");
    assertThat(sources.address("127.0.0.1", List.of("nonsense"))).isEqualTo("127.0.0.1");
    assertThat(sources.address("127.0.0.2", List.of("192.0.2.1"))).isEqualTo("127.0.0.2");
    assertThat(sources.address("", List.of("192.0.2.1"))).isEmpty();
  }
}
