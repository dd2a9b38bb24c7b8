package org.metagov.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LanePaceTest {
  private final LanePace pace = new LanePace();

  /** As on a machine that is busy: each step of the work takes so long. */
  private void stepsTake(long millis) {
    for (int i = 0; i < 30; i++) {
      pace.of(
          () -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            return millis;
          });
    }
  }

  @Test
  void whatComesNowAndThenDoesNotRest() {
    stepsTake(2);
    assertThat(pace.written("community/a")).isZero();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
    assertThat(pace.written("community/a")).isZero();
    assertThat(pace.left("community/a")).isZero();
  }

  @Test
  void whatComesInQuickSuccessionRestsTogether() {
    stepsTake(30);
    assertThat(pace.written("community/a")).isZero();
    Duration rest = pace.written("community/a");
    assertThat(rest).isBetween(Duration.ofMillis(60), Duration.ofMillis(100));
    // What comes behind it does not make it rest for longer.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    assertThat(pace.written("community/a")).isLessThan(rest);
    assertThat(pace.left("community/a")).isPositive();
    assertThat(pace.written("community/b")).isZero();
    assertThat(pace.left("community/never")).isZero();
  }

  @Test
  void whereNothingIsToDoNothingRests() {
    pace.written("community/a");
    assertThat(pace.written("community/a")).isZero();
  }
}
