package org.metagov.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BellTest {
  private static final long LONG = TimeUnit.MINUTES.toMillis(1);

  private final Bell bell = new Bell();

  private static long in(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void whatHasRungIsHeardAtOnce() {
    bell.ring();
    bell.ring();
    assertThat(bell.await(0, LONG)).isEqualTo(2);
    assertThat(bell.await(2, 1)).isEqualTo(2);
  }

  @Test
  void anAlarmRingsForWhoeverWaitsAndNotBefore() {
    long began = System.nanoTime();
    bell.ringIn(in(60));
    assertThat(bell.await(0, LONG)).isEqualTo(1);
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(in(60));
  }

  @Test
  void anEarlierAlarmIsHeardByWhoeverWaitsAlready() {
    bell.ringIn(TimeUnit.HOURS.toNanos(1));
    Thread other =
        new Thread(
            () -> {
              LockSupport.parkNanos(in(50));
              bell.ringIn(in(1));
            });
    other.start();
    assertThat(bell.await(0, LONG)).isEqualTo(1);
  }

  @Test
  void anAlarmRingsOnceAndTheNextOneRingsToo() {
    bell.ringIn(in(1));
    bell.ringIn(in(80));
    assertThat(bell.await(0, LONG)).isEqualTo(1);
    assertThat(bell.await(1, LONG)).isEqualTo(2);
    assertThat(bell.await(2, 100)).isEqualTo(2);
  }

  @Test
  void oneThatNobodyHasWaitedForHasRung() {
    bell.ringIn(0);
    LockSupport.parkNanos(in(30));
    assertThat(bell.count()).isEqualTo(1);
  }
}
