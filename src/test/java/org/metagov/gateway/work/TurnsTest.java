package org.metagov.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.metagov.gateway.testing.Patience;

@Timeout(60)
class TurnsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<Bulkhead> ONE =
      List.of(Bulkhead.of("plugin", 2), Bulkhead.of("forum", 1));
  private static final List<Bulkhead> OTHER =
      List.of(Bulkhead.of("plugin", 2), Bulkhead.of("other", 1));

  @Test
  void whoWaitsGetsThePlaceThatIsGivenBack() throws Exception {
    Turns turns = new Turns(1, LONG);
    assertThat(turns.take(ONE)).isTrue();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> turns.take(ONE));
    // Whoever does not want that forum does not wait for it.
    assertThat(turns.take(OTHER)).isTrue();
    turns.release(OTHER);
    assertThat(waiting).isNotDone();
    turns.release(ONE);
    assertThat(Patience.await(waiting)).isTrue();
  }

  @Test
  void nobodyWaitsForLongerThanThePatience() {
    Turns turns = new Turns(1, Duration.ofMillis(50));
    assertThat(turns.take(ONE)).isTrue();
    assertThat(turns.take(ONE)).isFalse();
    turns.release(ONE);
    assertThat(turns.take(ONE)).isTrue();
  }

  @Test
  void nobodyWaitsBehindTooMany() {
    Turns turns = new Turns(0, LONG);
    assertThat(turns.take(ONE)).isTrue();
    assertThat(turns.take(ONE)).isFalse();
  }

  @Test
  void whoIsInterruptedHasNoPlace() throws Exception {
    Turns turns = new Turns(1, LONG);
    assertThat(turns.take(ONE)).isTrue();
    Thread.currentThread().interrupt();
    assertThat(turns.take(ONE)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    turns.release(ONE);
    assertThat(turns.take(ONE)).isTrue();
  }
}
