package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
  @MethodSource("org.metagov.gateway.address.HostileUrls#malformed")
  void aHostileUrlIsRefused(String url) {
    JsonObject body = JsonText.object().add("url", url).build();
    assertThatThrownBy(() -> DesiredReceiver.of("a", body))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("/url must be an http or https URL ");
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

  private static String headers(String json) {
    return "{\"url\":\"http://a.example\",\"headers\":" + json + "}";
  }

  @Test
  void headersAreKeptAsTheyAreAndNobodySeesTheirValues() {
    DesiredHeaders desired =
        read("a", headers("{\"Authorization\":\"Basic a:b c\"}")).headers().orElseThrow();
    ReceiverHeaders kept = desired.onto(ReceiverHeaders.none());
    assertThat(kept.values()).containsExactly(Map.entry("Authorization", "Basic a:b c"));
    assertThat(kept.masked()).hasToString("{\"Authorization\":\"********\"}");
    assertThat(kept + " " + desired).doesNotContain("Basic");
    assertThat(ReceiverHeaders.of(kept.toJson())).isEqualTo(kept);
    assertThat(read("a", headers("null")).headers()).isEmpty();
  }

  @Test
  void theMarkStandsForWhatIsKept() {
    ReceiverHeaders kept = ReceiverHeaders.of(Map.of("Authorization", "s3cret", "X-A", "a"));
    DesiredHeaders desired =
        read("a", headers("{\"authorization\":\"********\"}")).headers().orElseThrow();
    assertThat(desired.onto(kept).values()).containsExactly(Map.entry("authorization", "s3cret"));
    assertThatThrownBy(() -> desired.onto(ReceiverHeaders.none()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("/headers/authorization");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"Authorization: s3cret\"",
        "{\"\":\"s3cret\"}",
        "{\"X A\":\"s3cret\"}",
        "{\"X:A\":\"s3cret\"}",
        "{\"X\\r\\nA\":\"s3cret\"}",
        "{\"Ä\":\"s3cret\"}",
        "{\"X-A\":\"s3cret\\r\\nX-B: b\"}",
        "{\"X-A\":\"s3cret\\u0000\"}",
        "{\"X-A\":\"s3cret\\u00e9\"}",
        "{\"X-A\":\" s3cret\"}",
        "{\"X-A\":\"s3cret \"}",
        "{\"X-A\":\"\"}",
        "{\"X-A\":7}",
        "{\"X-A\":[\"s3cret\"]}",
        "{\"X-A\":null}",
        "{\"X-A\":\"s3cret\",\"x-a\":\"s3cret\"}",
        "{\"webhook-id\":\"s3cret\"}",
        "{\"Webhook-Signature\":\"s3cret\"}",
        "{\"metagov-replay\":\"s3cret\"}",
        "{\"Host\":\"s3cret\"}",
        "{\"content-length\":\"s3cret\"}",
        "{\"Content-Type\":\"s3cret\"}",
        "{\"Transfer-Encoding\":\"s3cret\"}",
        "{\"Connection\":\"s3cret\"}",
        "{\"CDN-Loop\":\"s3cret\"}",
        "{\"Expect\":\"s3cret\"}",
        "{\"Proxy-Authorization\":\"s3cret\"}"
      })
  void whatIsNoHeaderIsRefusedWithoutItsValue(String json) {
    assertThatThrownBy(() -> read("a", headers(json)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type().status()).isEqualTo(400))
        .hasMessageContaining("/headers")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void thereAreNotTooManyHeadersNorAreTheyTooLong() {
    String twenty =
        IntStream.range(0, 20)
            .mapToObj(i -> "\"X-%d\":\"v\"".formatted(i))
            .collect(Collectors.joining(","));
    assertThat(read("a", headers("{" + twenty + "}")).headers()).isPresent();
    assertThatThrownBy(() -> read("a", headers("{" + twenty + ",\"X-20\":\"v\"}")))
        .hasMessageContaining("at most 20 headers");
    String most = "{\"X\":\"" + "v".repeat(8_191) + "%s\"}";
    assertThat(read("a", headers(most.formatted(""))).headers()).isPresent();
    assertThatThrownBy(() -> read("a", headers(most.formatted("v"))))
        .hasMessageContaining("/headers must not be longer than 8192");
  }
}
