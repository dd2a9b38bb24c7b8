package org.metagov.gateway.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRequestTest {
  private static WebhookRequest request(String body) {
    return new WebhookRequest(Map.of(), "", body.getBytes(UTF_8), Instant.EPOCH);
  }

  static List<String> tooMuch() {
    return List.of(
        "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001),
        "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
        "{\"a\":" + "9".repeat(5_000) + "}",
        "{\"a\":1e400000000}");
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  void whatIsTooDeepOrTooLongIsTheSendersFault(String body) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> request(body).json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{} {}", "{\"a\":1} x"})
  void whatIsNoObjectIsTheSendersFault(String body) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> request(body).json());
  }

  @Test
  void aBodyMayBeAnArray() {
    assertThat(request("[{\"a\":1},2]").jsonArray()).hasSize(2);
    for (String body : List.of("", "{}", "7", "[1] x", "[")) {
      assertThatExceptionOfType(InvalidParameterException.class)
          .as(body)
          .isThrownBy(() -> request(body).jsonArray());
    }
  }

  @Test
  void aWebhookComesByPostToOnePathUnlessItIsSaidOtherwise() {
    assertThat(request("").method()).isEqualTo("POST");
    assertThat(request("").path()).isEmpty();
    WebhookRequest put =
        new WebhookRequest("PUT", "polls/7", Map.of(), "", new byte[0], Instant.EPOCH);
    assertThat(put.method()).isEqualTo("PUT");
    assertThat(put.path()).isEqualTo("polls/7");
  }

  @Test
  void aByteOrderMarkIsNoneOfTheTextAndOneOfTheBytes() {
    WebhookRequest marked = request("\uFEFF{\"a\":\"b\"}");
    assertThat(marked.json().getString("a")).isEqualTo("b");
    assertThat(marked.text()).isEqualTo("{\"a\":\"b\"}");
    assertThat(request("\uFEFFa=b").formField("a")).hasValue("b");
    assertThat(marked.body()).hasSize(12);
  }

  @Test
  void anEmptyHeaderIsAnAbsentOne() {
    WebhookRequest request =
        new WebhookRequest(
            Map.of("A", List.of(""), "B", List.of(" ", "b")), "", new byte[0], Instant.EPOCH);
    assertThat(request.header("a")).isEmpty();
    assertThat(request.header("b")).hasValue("b");
  }
}
