package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AmongTest {
  private static Among first(int count) {
    return Among.of(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void theLastOneStandsForWhatIsMissing() {
    assertThat(first(1)).isEqualTo(new Among("(?)", first(1).values()));
    assertThat(first(3).list()).isEqualTo("(?, ?, ?, ?)");
    assertThat(first(3).values()).containsExactly(0, 1, 2, 2);
    assertThat(first(4).values()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void thereAreFewLengths() {
    Set<String> texts = new HashSet<>();
    for (int count = 1; count <= 1_000; count++) {
      texts.add(first(count).list());
      assertThat(first(count).values()).hasSizeGreaterThanOrEqualTo(count);
    }
    assertThat(texts).hasSize(11);
  }
}
