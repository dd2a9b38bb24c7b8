package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NudgesTest {
  private final Nudges nudges = new Nudges();

  @Test
  void aNudgeEndsAllWaiting() throws Exception {
    var one = CompletableFuture.supplyAsync(() -> nudges.await(0, 60_000));
    var two = CompletableFuture.supplyAsync(() -> nudges.await(0, 60_000));
    nudges.nudge();
    assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(two.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void oneThatCameBeforeIsNotMissed() {
    nudges.nudge();
    nudges.nudge();
    assertThat(nudges.await(0, 60_000)).isEqualTo(2);
    assertThat(nudges.await(1, 60_000)).isEqualTo(2);
  }

  @Test
  void waitingEndsByItself() {
    nudges.nudge();
    long start = System.nanoTime();
    assertThat(nudges.await(1, 100)).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(90));
  }

  @Test
  void whoIsInterruptedKnowsIt() {
    Thread.currentThread().interrupt();
    nudges.await(0, 60_000);
    assertThat(Thread.interrupted()).isTrue();
  }
}
