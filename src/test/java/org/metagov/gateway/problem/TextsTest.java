package org.metagov.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
  private static final String HEART = "\uD83D\uDC9A";

  @Test
  void whatFitsStaysAsItIs() {
    String text = "down\nsince noon " + HEART;
    assertThat(Texts.fitting(text, text.length())).isSameAs(text);
    assertThat(Texts.fits(text, text.length())).isTrue();
    assertThat(Texts.fitting(null, 3)).isNull();
    assertThat(Texts.fitting("", 3)).isEmpty();
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertThat(Texts.fits("abcd", 3)).isFalse();
    assertThat(Texts.fitting("abcd", 3)).isEqualTo("abc");
    assertThat(Texts.fitting("ab" + HEART, 3)).isEqualTo("ab");
    assertThat(Texts.fitting("ab" + HEART + "c", 4)).isEqualTo("ab" + HEART);
    assertThat(Texts.fitting(HEART, 1)).isEmpty();
  }

  @Test
  void whatNoDatabaseKeepsIsMarked() {
    assertThat(Texts.fits("a\0b", 9)).isFalse();
    assertThat(Texts.fitting("a\0b", 9)).isEqualTo("a\uFFFDb");
    assertThat(Texts.fitting("\uD83D", 9)).isEqualTo("\uFFFD");
    assertThat(Texts.fitting("\uDC9Ax" + HEART, 9)).isEqualTo("\uFFFDx" + HEART);
    assertThat(Texts.fitting(HEART + "\uD83D\uD83D", 9)).isEqualTo(HEART + "\uFFFD\uFFFD");
  }
}
