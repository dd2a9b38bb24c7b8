package org.metagov.gateway.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CrowdPaceTest {
  private final CrowdPace pace = new CrowdPace(2, Duration.ofMillis(200), Duration.ofMillis(500));

  private void took(int times, int millis) {
    for (int i = 0; i < times; i++) {
      pace.took(Duration.ofMillis(millis).toNanos());
    }
  }

  private Duration rest() {
    return rest(0);
  }

  private Duration rest(int lanes) {
    return Duration.ofNanos(pace.rest(lanes));
  }

  @Test
  void whoeverIsQuickRestsShortly() {
    assertThat(rest()).isEqualTo(Duration.ofMillis(200));
    took(100, 20);
    assertThat(rest()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void theLongerTheWorkTakesTheLongerIsTheRest() {
    took(100, 90);
    assertThat(rest()).isBetween(Duration.ofMillis(350), Duration.ofMillis(360));
    took(100, 20);
    assertThat(rest()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void nobodyWaitsForLong() {
    took(100, 60_000);
    assertThat(rest()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void oneThatTakesLongDoesNotMakeTheOthersWait() {
    took(100, 20);
    took(1, 200);
    assertThat(rest()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void theMoreLanesShareTheProcessorsTheLongerIsTheRest() {
    took(100, 20);
    assertThat(rest(7)).isBetween(Duration.ofMillis(220), Duration.ofMillis(240));
    assertThat(rest(16)).isEqualTo(Duration.ofMillis(500));
    assertThat(rest(2)).isEqualTo(Duration.ofMillis(200));
  }
}
