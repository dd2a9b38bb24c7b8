package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CheckTimesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(3);

  @RepeatedTest(20)
  void theIntervalHasATenthOfJitter() {
    assertThat(CheckTimes.next(NOW, INTERVAL, Optional.empty()))
        .isBetween(NOW.plusSeconds(162), NOW.plusSeconds(198));
  }

  @Test
  void aPluginMayAskForSoonerButNotForLaterNorForThePast() {
    Instant soon = NOW.plusSeconds(30);
    assertThat(CheckTimes.next(NOW, INTERVAL, Optional.of(soon))).isEqualTo(soon);
    assertThat(CheckTimes.next(NOW, INTERVAL, Optional.of(NOW.minusSeconds(9))))
        .isEqualTo(NOW.plusSeconds(1));
    assertThat(CheckTimes.next(NOW, INTERVAL, Optional.of(NOW.plus(Duration.ofDays(9)))))
        .isBefore(NOW.plusSeconds(199));
  }

  @RepeatedTest(20)
  void failuresInARowWaitLongerUpToAnHour() {
    assertThat(CheckTimes.afterFailure(NOW, INTERVAL, 0, Optional.empty()))
        .isBetween(NOW.plusSeconds(162), NOW.plusSeconds(198));
    assertThat(CheckTimes.afterFailure(NOW, INTERVAL, 2, Optional.empty()))
        .isBetween(NOW.plusSeconds(648), NOW.plusSeconds(792));
    assertThat(CheckTimes.afterFailure(NOW, INTERVAL, 1_000, Optional.empty()))
        .isBetween(NOW.plusSeconds(3_240), NOW.plusSeconds(3_960));
  }

  @Test
  void aPlatformThatAsksToBeLeftAloneIsLeftAlone() {
    assertThat(CheckTimes.afterFailure(NOW, INTERVAL, 0, Optional.of(Duration.ofHours(5))))
        .isEqualTo(NOW.plus(Duration.ofHours(5)));
  }
}
