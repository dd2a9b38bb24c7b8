package org.metagov.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WorkInHandTest {
  private final WorkInHand hand = new WorkInHand();

  @Test
  void theEndWaitsForWhatHasBegunAndLetsNothingElseBegin() {
    assertThat(hand.enter()).isTrue();
    CompletableFuture<Integer> end = CompletableFuture.supplyAsync(this::end);
    Awaitility.await().until(hand::isEnding);

    assertThat(hand.enter()).isFalse();
    assertThat(end).isNotDone();
    hand.leave();
    assertThat(end.join()).isZero();
  }

  @Test
  void whatDoesNotEndInTimeIsCounted() throws InterruptedException {
    hand.enter();
    hand.enter();
    hand.leave();
    assertThat(hand.end(Duration.ofMillis(1))).isEqualTo(1);
  }

  private int end() {
    try {
      return hand.end(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
