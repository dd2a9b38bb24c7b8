package org.metagov.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.background.CrowdPace;

class LanePaceTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final CrowdPace steps = new CrowdPace(2, Duration.ZERO, Duration.ofMillis(100));
  private final LanePace pace = new LanePace(steps, clock::get);

  private void stepsTake(long millis) {
    for (int i = 0; i < 200; i++) {
      steps.took(Duration.ofMillis(millis).toNanos());
    }
  }

  private void pass(long millis) {
    clock.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  /** Writes to so many streams in turn for a while, one each millisecond. */
  private Duration writtenInTurn(int streams) {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 300; i++) {
      pass(1);
      Duration rest = pace.written("community/" + i % streams);
      longest = rest.compareTo(longest) > 0 ? rest : longest;
    }
    return longest;
  }

  @Test
  void whatComesNowAndThenDoesNotRest() {
    stepsTake(2);
    assertThat(pace.written("community/a")).isZero();
    pass(150);
    assertThat(pace.written("community/a")).isZero();
    assertThat(pace.left("community/a")).isZero();
  }

  @Test
  void whatComesInQuickSuccessionRestsTogether() {
    stepsTake(20);
    assertThat(pace.written("community/a")).isZero();
    pass(1);
    Duration rest = pace.written("community/a");
    assertThat(rest).isBetween(Duration.ofMillis(59), Duration.ofMillis(80));
    // What comes behind it does not make it rest for longer.
    pass(10);
    assertThat(pace.written("community/a")).isEqualTo(rest.minusMillis(10));
    assertThat(pace.left("community/a")).isEqualTo(rest.minusMillis(10).toNanos());
    assertThat(pace.written("community/b")).isZero();
    assertThat(pace.left("community/never")).isZero();
    pass(100);
    assertThat(pace.left("community/a")).isZero();
  }

  @Test
  void streamsThatAreBusyEndTheirRestsTogether() {
    stepsTake(5);
    Set<Long> ends = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      pass(1);
      String stream = "community/" + i % 8;
      if (!pace.written(stream).isZero()) {
        ends.add(clock.get() + pace.left(stream));
      }
    }
    // Of eight streams that rest for up to 80 ms each; the first rests are shorter.
    assertThat(ends).hasSizeLessThan(70);
  }

  @Test
  void whereNothingIsToDoNothingRests() {
    pace.written("community/a");
    assertThat(pace.written("community/a")).isZero();
  }

  @Test
  void theMoreStreamsThereAreTheLongerIsTheRest() {
    stepsTake(2);
    assertThat(writtenInTurn(2)).isBetween(Duration.ofMillis(5), Duration.ofMillis(8));
    assertThat(writtenInTurn(6)).isBetween(Duration.ofMillis(18), Duration.ofMillis(24));
    assertThat(writtenInTurn(80)).isBetween(Duration.ofMillis(90), Duration.ofMillis(100));
    // Those that are silent since are forgotten.
    assertThat(writtenInTurn(2)).isBetween(Duration.ofMillis(90), Duration.ofMillis(100));
    assertThat(writtenInTurn(2)).isBetween(Duration.ofMillis(5), Duration.ofMillis(8));
  }
}
