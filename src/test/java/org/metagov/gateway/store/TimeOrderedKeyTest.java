package org.metagov.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedKeyTest {
  /** RFC 9562, appendix A.6. */
  private static final long MILLIS = 0x017F22E279B0L;

  /** The least and the greatest that are random. */
  private static final UUID NONE = UUID.fromString("00000000-0000-4000-8000-000000000000");

  private static final UUID ALL = UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff");

  @Test
  void isTheExampleOfTheStandard() {
    UUID random = UUID.fromString("2f0c1a35-5b4e-4cc3-98c4-dc0c0c07398f");
    assertThat(TimeOrderedKey.of(MILLIS, random)).isEqualTo("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  }

  @Test
  void keepsVersionAndVariantWhateverIsRandom() {
    assertThat(TimeOrderedKey.of(MILLIS, ALL)).isEqualTo("017f22e2-79b0-7fff-bfff-ffffffffffff");
    assertThat(TimeOrderedKey.of(MILLIS, NONE)).isEqualTo("017f22e2-79b0-7000-8000-000000000000");
  }

  @Test
  void sortsBehindWhatWasMadeBefore() {
    assertThat(
            List.of(
                TimeOrderedKey.of(0xFFFF_FFFFL, ALL),
                TimeOrderedKey.of(MILLIS, ALL),
                TimeOrderedKey.of(MILLIS + 1, NONE)))
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
