package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlatformEventTest {
  @Test
  void aTypeThatNoEventCanHaveIsTheMistakeOfWhoeverSentIt() {
    Stream.of("", " ", "x".repeat(201), "nul\0", "line\nend", "half \uD83D", "\uDC9A other half")
        .forEach(
            type ->
                assertThatExceptionOfType(InvalidParameterException.class)
                    .as(type)
                    .isThrownBy(() -> new PlatformEvent(type, JsonValue.EMPTY_JSON_OBJECT))
                    .withMessageContaining("200"));
  }

  @Test
  void anyOtherTypeIsTaken() {
    Stream.of("post_created", "x".repeat(200), "invite.declined", "whole \uD83D\uDC9A")
        .forEach(
            type ->
                assertThat(new PlatformEvent(type, JsonValue.EMPTY_JSON_OBJECT).eventType())
                    .isEqualTo(type));
  }

  @Test
  void dataThatIsNoObjectIsAFaultOfThePlugins() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PlatformEvent("posted", "text"));
  }
}
