package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant wall = START;
  private long counter = Long.MAX_VALUE - 5;
  private final MonotonicClock clock = new MonotonicClock(() -> wall, () -> counter);

  /** Time goes by, and both see it. */
  private void pass(Duration time) {
    wall = wall.plus(time);
    counter += time.toNanos();
  }

  @Test
  void itGoesOnWithTheCounter() {
    assertThat(clock.now()).isEqualTo(START);
    pass(Duration.ofSeconds(3));
    assertThat(clock.now()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void aSmallDifferenceIsNone() {
    wall = wall.plusMillis(900);
    assertThat(clock.now()).isEqualTo(START);
    wall = wall.minusSeconds(2);
    assertThat(clock.now()).isEqualTo(START);
  }

  @Test
  void itFollowsAWallClockThatWentOnWhileTheMachineSlept() {
    wall = wall.plus(Duration.ofHours(8));
    assertThat(clock.now()).isEqualTo(START.plus(Duration.ofHours(8)));
    pass(Duration.ofSeconds(5));
    assertThat(clock.now()).isEqualTo(wall);
    wall = wall.plus(Duration.ofMinutes(1));
    assertThat(clock.now()).isEqualTo(wall);
  }

  @Test
  void itNeverGoesBack() {
    wall = wall.plus(Duration.ofHours(1));
    Instant before = clock.now();
    wall = START.minus(Duration.ofDays(1));
    assertThat(clock.now()).isEqualTo(before);
    counter += 1_000;
    assertThat(clock.now()).isEqualTo(before.plusNanos(1_000));
  }

  @Test
  void itDoesNotFollowAWallClockThatCannotBeRight() {
    wall = START.plus(Duration.ofDays(7));
    assertThat(clock.now()).isEqualTo(START);
    wall = Instant.parse("9999-01-01T00:00:00Z");
    assertThat(clock.now()).isEqualTo(START);
    wall = Instant.MAX;
    assertThat(clock.now()).isEqualTo(START);
  }
}
