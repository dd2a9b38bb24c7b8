package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArrivingTest {
  private static final Instant END = Instant.parse("2026-11-30T03:00:00Z");

  private final Arriving arriving = new Arriving();

  @Test
  void whatWasReceivedBeforeATimeIsOnItsWayUntilItIsKept() {
    try (Arriving.Arrival arrival = arriving.begin()) {
      assertThat(arrival.at(END.minusMillis(1))).isEqualTo(END.minusMillis(1));
      assertThat(arriving.holdsUntil(END)).isTrue();
      arrival.at(END);
      assertThat(arriving.holdsUntil(END)).as("just then is in time").isTrue();
    }
    assertThat(arriving.holdsUntil(END)).isFalse();
  }

  @Test
  void whatComesLaterIsNotWaitedFor() {
    try (Arriving.Arrival arrival = arriving.begin()) {
      arrival.at(END.plusNanos(1_000));
      assertThat(arriving.holdsUntil(END)).isFalse();
    }
  }

  /** It may get any time up to now. */
  @Test
  void whatHasNoTimeYetMayHaveBeenReceivedBefore() {
    try (Arriving.Arrival arrival = arriving.begin()) {
      assertThat(arrival).isNotNull();
      assertThat(arriving.holdsUntil(END)).isTrue();
    }
  }
}
