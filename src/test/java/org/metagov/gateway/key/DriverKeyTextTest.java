package org.metagov.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriverKeyTextTest {
  @Test
  void aKeyIsReadAsItWasMade() {
    DriverKeyText key = DriverKeyText.random();
    assertThat(key.text()).matches("mgk_[0-9a-z]{12}_[0-9A-Za-z]{49}");
    assertThat(DriverKeyText.of(key.text()).orElseThrow().id()).isEqualTo(key.id());
    assertThat(DriverKeyText.of(key.text()).orElseThrow().text()).isEqualTo(key.text());
  }

  @Test
  void noTwoKeysAreAlike() {
    Set<String> texts = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      DriverKeyText key = DriverKeyText.random();
      texts.add(key.text());
      ids.add(key.id());
    }
    assertThat(texts).hasSize(1_000);
    assertThat(ids).hasSize(1_000);
  }

  @Test
  void whateverCharacterIsAnotherOneItIsNoKey() {
    String text = DriverKeyText.random().text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'a' ? 'b' : 'a';
      String wrong = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(DriverKeyText.of(wrong)).as(wrong).isEmpty();
      assertThat(DriverKeyText.of(text.substring(0, i))).isEmpty();
    }
    assertThat(DriverKeyText.of(text + "0")).isEmpty();
    assertThat(DriverKeyText.of(" " + text)).isEmpty();
    assertThat(DriverKeyText.of("")).isEmpty();
  }

  @Test
  void itDoesNotTellItsSecret() {
    DriverKeyText key = DriverKeyText.random();
    assertThat(key.toString()).isEqualTo("mgk_" + key.id() + "_***");
  }
}
