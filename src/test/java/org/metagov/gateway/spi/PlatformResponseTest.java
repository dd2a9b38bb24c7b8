package org.metagov.gateway.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlatformResponseTest {
  private static PlatformResponse answer(String body) {
    return new PlatformResponse(200, Map.of("Retry-After", List.of("")), body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.spi.WebhookRequestTest#tooMuch")
  void whatIsTooDeepOrTooLongIsThePlatformsFault(String body) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> answer(body).json())
        .withMessageStartingWith("The platform's answer is not JSON: ");
  }

  @Test
  void aByteOrderMarkIsNoneOfTheText() {
    assertThat(answer("\uFEFF{\"a\":1}").jsonObject().getInt("a")).isEqualTo(1);
    assertThat(answer("\uFEFFx").text()).isEqualTo("x");
  }

  @Test
  void anEmptyHeaderIsAnAbsentOne() {
    assertThat(answer("").header("retry-after")).isEmpty();
  }
}
