package org.metagov.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.metagov.gateway.testing.Patience;

@Timeout(60)
class NudgesTest {
  private static final String LOG = "community/garden";

  private final Nudges nudges = new Nudges();
  private final Nudges.Ear ear = nudges.listen(LOG);

  @Test
  void aNudgeEndsAllWaitingForItsStream() throws Exception {
    try (Nudges.Ear other = nudges.listen(LOG)) {
      var one = CompletableFuture.supplyAsync(() -> ear.await(0, 60_000));
      var two = CompletableFuture.supplyAsync(() -> other.await(0, 60_000));
      nudges.nudge(LOG);
      assertThat(Patience.await(one)).isEqualTo(1);
      assertThat(Patience.await(two)).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsForAnotherStreamIsLeftAlone() {
    nudges.nudge("community/shed");
    assertThat(ear.await(0, 1)).isZero();
  }

  @Test
  void oneThatCameBeforeIsNotMissed() {
    nudges.nudge(LOG);
    nudges.nudge(LOG);
    assertThat(ear.await(0, 60_000)).isEqualTo(2);
    assertThat(ear.await(1, 60_000)).isEqualTo(2);
  }

  @Test
  void waitingEndsByItself() {
    nudges.nudge(LOG);
    long start = System.nanoTime();
    assertThat(ear.await(1, 100)).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(90));
  }

  @Test
  void whoIsInterruptedKnowsIt() {
    Thread.currentThread().interrupt();
    ear.await(0, 60_000);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsForgotten() {
    nudges.listen(LOG).close();
    assertThat(nudges.heard()).isEqualTo(1);
    ear.close();
    assertThat(nudges.heard()).isZero();
  }
}
