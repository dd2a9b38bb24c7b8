package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StartKeyTest {
  private static final StartKey KEY = new StartKey("2fd4e1c6-7a2d-28fc-ed84-9ee1bb76e739");

  @Test
  void itIsFoundWhereItStandsByItself() {
    assertThat(KEY.isIn("see (" + KEY.text() + ").")).isTrue();
    assertThat(KEY.isIn("see x" + KEY.text())).isFalse();
    assertThat(KEY.isIn(KEY.text() + "-1")).isFalse();
    assertThat(KEY.isIn("nothing")).isFalse();
  }

  @Test
  void itsDigitsAreTheSameEachTime() {
    assertThat(KEY.digits(24)).matches("[0-9a-f]{24}").isEqualTo(KEY.digits(24));
    assertThat(KEY.digits(24)).isNotEqualTo(new StartKey("other").digits(24));
    assertThatThrownBy(() -> KEY.digits(8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWouldHaveToBeEscapedIsNone() {
    assertThatThrownBy(() -> new StartKey("a b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StartKey("")).isInstanceOf(IllegalArgumentException.class);
  }
}
