package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.work.Rests.Reason.CONTENDED;
import static org.metagov.gateway.work.Rests.Reason.FAILED;
import static org.metagov.gateway.work.Rests.Reason.UNREADABLE;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestsTest {
  /** Where the count of nanoseconds turns negative: it may at any time. */
  private long nanos = Long.MAX_VALUE - 5;

  private final Rests rests = new Rests(() -> nanos);

  private void pass(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }

  private long lengthOf(Rests.Reason reason) {
    rests.begin(1, reason);
    long length = rests.next(60_000);
    pass(length - 1);
    assertThat(rests.contains(1)).isTrue();
    pass(1);
    assertThat(rests.contains(1)).isFalse();
    return length;
  }

  @Test
  void whatFailsAgainRestsForTwiceAsLong() {
    assertThat(new long[] {lengthOf(FAILED), lengthOf(FAILED), lengthOf(FAILED)})
        .containsExactly(100, 200, 400);
  }

  @Test
  void itNeverRestsForLongerThanTwoSeconds() {
    for (int i = 0; i < 20; i++) {
      lengthOf(FAILED);
    }
    assertThat(lengthOf(FAILED)).isEqualTo(2_000);
  }

  @Test
  void whatSomebodyElseIsAtRestsForLess() {
    assertThat(lengthOf(CONTENDED)).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      lengthOf(CONTENDED);
    }
    assertThat(lengthOf(CONTENDED)).isEqualTo(200);
  }

  @Test
  void whatCannotBeOpenedRestsForLonger() {
    assertThat(lengthOf(UNREADABLE)).isEqualTo(1_000);
    for (int i = 0; i < 20; i++) {
      rests.begin(1, UNREADABLE);
    }
    // Others of the queue are looked at meanwhile.
    assertThat(rests.next(250)).isEqualTo(250);
    assertThat(rests.next(600_000)).isEqualTo(120_000);
  }

  @Test
  void whatWentWellBeginsAnew() {
    lengthOf(FAILED);
    lengthOf(FAILED);
    rests.forget(1);
    assertThat(lengthOf(FAILED)).isEqualTo(100);
  }

  @Test
  void whatWentWrongLongAgoIsForgotten() {
    lengthOf(FAILED);
    pass(9_000);
    assertThat(rests.size()).isEqualTo(1);
    pass(1_000);
    assertThat(rests.size()).isZero();
    assertThat(lengthOf(FAILED)).isEqualTo(100);
  }

  @Test
  void theNextLookIsForTheOneThatHasRested() {
    assertThat(rests.next(1_000)).isEqualTo(1_000);
    rests.begin(1, FAILED);
    rests.begin(2, CONTENDED);
    assertThat(rests.next(1_000)).isEqualTo(20);
    pass(20);
    assertThat(rests.next(1_000)).isEqualTo(80);
    pass(80);
    assertThat(rests.next(1_000)).isEqualTo(1_000);
  }

  @Test
  void nobodyElseRestsWithIt() {
    rests.begin(1, FAILED);
    assertThat(rests.contains(2)).isFalse();
  }
}
