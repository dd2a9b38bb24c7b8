package org.metagov.gateway.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedKeyTest {
  /** RFC 9562, appendix A.6. */
  private static final long MILLIS = 0x017F22E279B0L;

  @Test
  void isTheExampleOfTheStandard() {
    assertEquals(
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        TimeOrderedKey.of(MILLIS, 0xCC3, 0x18C4_DC0C_0C07_398FL));
  }

  @Test
  void keepsVersionAndVariantWhateverIsRandom() {
    assertEquals("017f22e2-79b0-7fff-bfff-ffffffffffff", TimeOrderedKey.of(MILLIS, -1, -1));
    assertEquals("017f22e2-79b0-7000-8000-000000000000", TimeOrderedKey.of(MILLIS, 0, 0));
  }

  @Test
  void sortsBehindWhatWasMadeBefore() {
    assertTrue(
        TimeOrderedKey.of(MILLIS, -1, -1).compareTo(TimeOrderedKey.of(MILLIS + 1, 0, 0)) < 0);
    assertTrue(
        TimeOrderedKey.of(0xFFFFFFFFL, -1, -1).compareTo(TimeOrderedKey.of(MILLIS, 0, 0)) < 0);
  }

  @Test
  void tellsWhenItWasMade() {
    long before = System.currentTimeMillis();
    long time = UUID.fromString(TimeOrderedKey.next()).getMostSignificantBits() >>> 16;
    assertTrue(before <= time && time <= System.currentTimeMillis());
  }

  @Test
  void neverRepeats() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(made.add(TimeOrderedKey.next()));
    }
  }
}
