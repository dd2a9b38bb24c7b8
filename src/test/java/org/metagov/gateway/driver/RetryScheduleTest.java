package org.metagov.gateway.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static List<Duration> waits(Verdict verdict) {
    List<Duration> waits = new ArrayList<>();
    for (int refusals = 1; ; refusals++) {
      Optional<Duration> wait = RetrySchedule.afterRefusal(verdict, refusals);
      if (wait.isEmpty()) {
        return waits;
      }
      waits.add(wait.get());
    }
  }

  private static Duration total(List<Duration> waits) {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @RepeatedTest(20)
  void aRefusedMessageHasSixTriesInTenMinutes() {
    List<Duration> waits = waits(Verdict.REFUSED);
    assertThat(waits).hasSize(5).isSorted();
    assertThat(total(waits)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
  }

  @RepeatedTest(20)
  void oneAtWhichTheDriverFailsHasTwelveTriesInTwoHours() {
    List<Duration> waits = waits(Verdict.BROKEN);
    assertThat(waits).hasSize(11);
    assertThat(total(waits)).isBetween(Duration.ofMinutes(108), Duration.ofHours(2));
  }

  @Test
  void aDestinationThatIsDownIsTriedEverMoreSeldomButAtLeastEveryFiveMinutes() {
    Duration before = Duration.ZERO;
    for (int failures = 1; failures <= 8; failures++) {
      Duration wait = RetrySchedule.whileDown(failures, Optional.empty());
      assertThat(wait).isGreaterThan(before);
      before = wait;
    }
    for (int failures : List.of(9, 10, 63, 64, 1_000_000, Integer.MAX_VALUE)) {
      assertThat(RetrySchedule.whileDown(failures, Optional.empty()))
          .isBetween(Duration.ofSeconds(230), Duration.ofMinutes(5));
    }
    assertThat(RetrySchedule.whileDown(0, Optional.empty()))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
  }

  @Test
  void whatTheDriverAsksForIsTheLeast() {
    assertThat(RetrySchedule.whileDown(1, Optional.of(Duration.ofHours(1))))
        .isEqualTo(Duration.ofHours(1));
    assertThat(RetrySchedule.whileDown(5, Optional.of(Duration.ofSeconds(1))))
        .isGreaterThan(Duration.ofSeconds(14));
  }

  @Test
  void notAllWaitAsLong() {
    assertThat(
            java.util.stream.Stream.generate(() -> RetrySchedule.whileDown(9, Optional.empty()))
                .limit(50)
                .distinct())
        .hasSizeGreaterThan(10);
  }
}
