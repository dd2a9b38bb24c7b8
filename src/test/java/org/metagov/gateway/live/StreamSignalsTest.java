package org.metagov.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.metagov.gateway.testing.Patience;

@Timeout(60)
class StreamSignalsTest {
  private static final String LOG = "community/garden";

  private final StreamSignals signals = new StreamSignals();
  private final StreamSignals.Subscription subscription = signals.subscribe(LOG);

  @Test
  void aSignalEndsAllWaitingForItsStream() throws Exception {
    try (StreamSignals.Subscription other = signals.subscribe(LOG)) {
      var one = CompletableFuture.supplyAsync(() -> subscription.await(0, 60_000));
      var two = CompletableFuture.supplyAsync(() -> other.await(0, 60_000));
      signals.signal(LOG);
      assertThat(Patience.await(one)).isEqualTo(1);
      assertThat(Patience.await(two)).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsForAnotherStreamIsLeftAlone() {
    signals.signal("community/shed");
    assertThat(subscription.await(0, 1)).isZero();
  }

  @Test
  void oneThatCameBeforeIsNotMissed() {
    signals.signal(LOG);
    signals.signal(LOG);
    assertThat(subscription.await(0, 60_000)).isEqualTo(2);
    assertThat(subscription.await(1, 60_000)).isEqualTo(2);
  }

  @Test
  void waitingEndsByItself() {
    signals.signal(LOG);
    long start = System.nanoTime();
    assertThat(subscription.await(1, 100)).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(90));
  }

  @Test
  void whoIsInterruptedKnowsIt() {
    Thread.currentThread().interrupt();
    subscription.await(0, 60_000);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsForgotten() {
    signals.subscribe(LOG).close();
    assertThat(signals.subscribed()).isEqualTo(1);
    subscription.close();
    assertThat(signals.subscribed()).isZero();
  }
}
