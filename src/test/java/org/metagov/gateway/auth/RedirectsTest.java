package org.metagov.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.HostileUrls;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.settings.Settings;

class RedirectsTest {
  private static final Map<String, String> TEXTS =
      Map.of(
          "metagov.auth.redirects",
          "https://driver.example.org/guild, http://localhost:3000",
          "metagov.driver.event-receiver-url",
          "https://policy.example.org/events?key=1");

  private final Redirects redirects =
      new Redirects(Settings.read(Set.of(), key -> Optional.ofNullable(TEXTS.get(key))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://driver.example.org/guild",
        "https://driver.example.org/guild/",
        "https://driver.example.org/guild/install?next=%2Fhome",
        "https://DRIVER.example.org:443/guild/install",
        "http://localhost:3000/anything",
        "https://policy.example.org/slack/install",
        "https://gateway.example.org/hub/console/"
      })
  void peopleAreSentToWhatTheOperatorOrTheDriverNames(String url) {
    assertThat(redirects.require(url, "https://gateway.example.org/hub").text()).startsWith("http");
  }

  static Stream<String> hostile() {
    return Stream.concat(HostileUrls.malformed(), HostileUrls.literals());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void nobodyIsSentToAHostileUrl(String url) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> redirects.require(url, "https://gateway.example.org/hub"))
        .withMessageContaining("redirect_uri");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "https://evil.example.org/guild/install",
        "https://driver.example.org.evil.example/guild/install",
        "https://driver.example.org:444/guild/install",
        "http://driver.example.org/guild/install",
        "https://driver.example.org/elsewhere",
        "https://driver.example.org/guildhall",
        "https://driver.example.org/guild/../elsewhere",
        "https://driver.example.org/guild/%2e%2e/elsewhere",
        "https://driver.example.org@evil.example.org/guild/install",
        "https://evil.example.org\\@driver.example.org/guild",
        "https://driver.example.org/guild/install#x",
        "https://localhost:3000/",
        "http://policy.example.org/events",
        "https://gateway.example.org/hub/",
        "https://gateway.example.org/hub/consoles",
        "https://gateway.example.org/console/",
        "//evil.example.org",
        "/guild/install",
        "javascript:alert(1)",
        "https://driver.example.org/guild\r\nSet-Cookie: a=b",
        "https://driver.example.org/guild?user_id=U1",
        "https://driver.example.org/guild?next=x&%75ser_id=U1",
        "https://driver.example.org/guild?next=x;community=another",
        "https://driver.example.org/guild?state"
      })
  void nobodyIsSentToAForeignAddress(String url) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> redirects.require(url, "https://gateway.example.org/hub"))
        .withMessageContaining("redirect_uri");
  }
}
