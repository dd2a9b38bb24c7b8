package org.metagov.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
  void bytesAreATextWhereTheyAreUtf8() {
    byte[] marked = "\uFFFD, and \0 ".concat(HEART).getBytes(StandardCharsets.UTF_8);
    assertThat(Texts.ofUtf8(marked)).contains("\uFFFD, and \0 " + HEART);
    assertThat(Texts.ofUtf8(new byte[0])).contains("");
    assertThat(Texts.ofUtf8(new byte[] {'a', (byte) 0xE9})).isEmpty();
    // Cut off, too long a form, and half of a pair.
    assertThat(Texts.ofUtf8(new byte[] {(byte) 0xF0, (byte) 0x9F, (byte) 0x92})).isEmpty();
    assertThat(Texts.ofUtf8(new byte[] {(byte) 0xC0, (byte) 0x80})).isEmpty();
    assertThat(Texts.ofUtf8(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD})).isEmpty();
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

  @Test
  void aKeyIsTheTextItselfWhereDatabasesAgreeOnIt() {
    assertThat(Texts.key("T-1 a/b", 100)).isEqualTo("T-1 a/b");
    assertThat(Texts.key("", 100)).isEmpty();
  }

  @Test
  void whatDatabasesDoNotAgreeOnHasAKeyOfItsOwn() {
    List<String> texts =
        List.of(
            "a", "a ", "a  ", " ", "a\0", "a\0 ", "\uD83D", "\uDC9A", "a".repeat(101), "sha256:a");
    List<String> keys = texts.stream().map(text -> Texts.key(text, 100)).toList();
    assertThat(keys)
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(Texts.fits(key, 100)).isTrue())
        .noneMatch(key -> key.endsWith(" "));
    assertThat(Texts.key("a ", 100)).isEqualTo(Texts.key("a ", 200));
    // Nobody passes for another by naming his digest.
    assertThat(Texts.key(Texts.key("a ", 100), 100)).isNotEqualTo(Texts.key("a ", 100));
  }
}
