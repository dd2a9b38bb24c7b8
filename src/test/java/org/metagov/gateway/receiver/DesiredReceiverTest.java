package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;

class DesiredReceiverTest {
  private static DesiredReceiver read(String name, String json) {
    return DesiredReceiver.of(name, (JsonObject) JsonText.parse(json));
  }

  @Test
  void onlyTheAddressIsRequired() {
    DesiredReceiver receiver = read("a", "{\"url\":\"HTTPS://a.example:8443/x?y\"}");
    assertThat(receiver.url()).isEqualTo("HTTPS://a.example:8443/x?y");
    assertThat(receiver.secret()).isEmpty();
    assertThat(receiver.enabled()).isTrue();
    assertThat(receiver.filter().systemEvents()).isFalse();
    assertThat(receiver.filter().communities()).isEmpty();
  }

  @Test
  void nullIsAbsent() {
    assertThat(
            read(
                "a",
                "{\"url\":\"http://a.example\",\"secret\":null,\"communities\":null,\"sources\":null,"
                    + "\"event_types\":null,\"system_events\":null,\"enabled\":null,\"other\":1}"))
        .isEqualTo(read("a", "{\"url\":\"http://a.example\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "/a",
        "http:",
        "http:///a",
        "http://a b",
        "ftp://a.example",
        "http://user:pw@a.example",
        "http://a.example:65536",
        "javascript:alert(1)"
      })
  void whatIsNoAddressIsRefused(String url) {
    assertThatThrownBy(() -> read("a", "{\"url\":\"" + url + "\"}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("/url must be an http or https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a/b", "é", "a b"})
  void aNameIsASlug(String name) {
    assertThatThrownBy(() -> read(name, "{\"url\":\"http://a.example\"}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("1 to 50 letters");
  }

  @Test
  void aListIsNeitherTooLongNorIsWhatItHolds() {
    String body = "{\"url\":\"http://a.example\",\"sources\":[%s]}";
    assertThat(read("a", body.formatted("\"" + "x".repeat(200) + "\"")).filter().sources())
        .isPresent();
    assertThatThrownBy(() -> read("a", body.formatted("\"" + "x".repeat(201) + "\"")))
        .hasMessageContaining("/sources must be a list");
    assertThatThrownBy(() -> read("a", body.formatted("\"x\"" + ",\"x\"".repeat(1_000))))
        .hasMessageContaining("/sources must be a list");
  }
}
