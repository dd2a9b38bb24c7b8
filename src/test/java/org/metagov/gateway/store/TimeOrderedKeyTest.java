package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedKeyTest {
  /** RFC 9562, appendix A.6. */
  private static final long MILLIS = 0x017F22E279B0L;

  @Test
  void isTheExampleOfTheStandard() {
    assertThat(TimeOrderedKey.of(MILLIS, 0xCC3, 0x18C4_DC0C_0C07_398FL))
        .isEqualTo("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  }

  @Test
  void keepsVersionAndVariantWhateverIsRandom() {
    assertThat(TimeOrderedKey.of(MILLIS, -1, -1)).isEqualTo("017f22e2-79b0-7fff-bfff-ffffffffffff");
    assertThat(TimeOrderedKey.of(MILLIS, 0, 0)).isEqualTo("017f22e2-79b0-7000-8000-000000000000");
  }

  @Test
  void sortsBehindWhatWasMadeBefore() {
    assertThat(
            List.of(
                TimeOrderedKey.of(0xFFFF_FFFFL, -1, -1),
                TimeOrderedKey.of(MILLIS, -1, -1),
                TimeOrderedKey.of(MILLIS + 1, 0, 0)))
        .isSorted();
  }

  @Test
  void tellsWhenItWasMade() {
    long before = System.currentTimeMillis();
    long time = UUID.fromString(TimeOrderedKey.next()).getMostSignificantBits() >>> 16;
    assertThat(time).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void neverRepeats() {
    assertThat(Stream.generate(TimeOrderedKey::next).limit(10_000)).doesNotHaveDuplicates();
  }
}
