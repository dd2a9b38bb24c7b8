package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {
  private final Recent<Integer> recent = new Recent<>(2);

  @Test
  void whatWasNotedLastIsRemembered() {
    assertThat(recent.put("a", 1)).isEmpty();
    assertThat(recent.put("a", 2)).hasValue(1);
    assertThat(recent.get("a")).hasValue(2);
    assertThat(recent.remove("a")).hasValue(2);
    assertThat(recent.get("a")).isEmpty();
  }

  @Test
  void ofTooManyTheOldestIsForgotten() {
    recent.put("a", 1);
    recent.put("b", 2);
    recent.put("a", 3);
    recent.put("c", 4);
    assertThat(recent.get("b")).isEmpty();
    assertThat(recent.get("a")).hasValue(3);
    assertThat(recent.size()).isEqualTo(2);
  }
}
