package org.metagov.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownSightTest {
  private final Set<String> store = new HashSet<>(Set.of("key garden"));
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private Runnable meanwhile = () -> {};
  private final KnownSight sight = new KnownSight(this::read, nanos::get);

  private boolean read(String key, String community) {
    asked.incrementAndGet();
    boolean sees = store.contains(key + " " + community);
    meanwhile.run();
    return sees;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void whatIsSeenIsReadOnceInTwoSeconds() {
    for (int i = 0; i < 100; i++) {
      assertThat(sight.sees("key", "garden")).isTrue();
    }
    assertThat(asked).hasValue(1);
    pass(Duration.ofSeconds(2));
    assertThat(sight.sees("key", "garden")).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void itIsOneKeysAndOfOneCommunity() {
    store.add("other orchard");
    assertThat(sight.sees("key", "garden")).isTrue();
    assertThat(sight.sees("other", "orchard")).isTrue();
    assertThat(sight.sees("key", "orchard")).isFalse();
    assertThat(sight.sees("other", "garden")).isFalse();
  }

  @Test
  void whatAnotherNodeTakesAwayIsKnownWithinTwoSeconds() {
    assertThat(sight.sees("key", "garden")).isTrue();
    store.clear();
    assertThat(sight.seesNow("key", "garden")).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(sight.sees("key", "garden")).isFalse();
  }

  @Test
  void whatThisNodeChangesIsKnownAtOnce() {
    assertThat(sight.sees("key", "garden")).isTrue();
    store.clear();
    sight.changed(new SightChanged());
    assertThat(sight.sees("key", "garden")).isFalse();
  }

  @Test
  void whatIsNotSeenIsNotRemembered() {
    assertThat(sight.sees("key", "orchard")).isFalse();
    store.add("key orchard");
    assertThat(sight.sees("key", "orchard")).isTrue();
  }

  @Test
  void whatWasReadBeforeAChangeIsNotKeptAfterIt() {
    meanwhile =
        () -> {
          store.clear();
          sight.changed(new SightChanged());
        };
    assertThat(sight.sees("key", "garden")).isTrue();
    assertThat(sight.sees("key", "garden")).isFalse();
  }
}
