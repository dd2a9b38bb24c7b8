package org.metagov.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvisibleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085", "\u00ad", "\u200b", "\u200d",
        "\u2028", "\u2029", "\u202e", "\u2060", "\ufeff", "\ud83d", "\udf33", "\uffff"
      })
  void whatNobodySeesIsFoundAnywhere(String unseen) {
    assertThat(Invisible.isIn(unseen)).isTrue();
    assertThat(Invisible.isIn("a" + unseen)).isTrue();
    assertThat(Invisible.isIn(unseen + "b")).isTrue();
    assertThat(Invisible.isIn("a" + unseen + "b")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "k-4711~!", "ö", "漢", "🌳", "\u00a0", "e\u0301"})
  void whatIsSeenIsNot(String text) {
    assertThat(Invisible.isIn(text)).isFalse();
  }
}
