package org.metagov.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  private static final Instant BORN = Instant.parse("2026-11-29T12:00:00Z");
  private static final Instant GONE = BORN.plusSeconds(60);

  @Test
  void whatWasWrittenBeforeIsOfAnotherOne() {
    Lifetime lifetime = new Lifetime(BORN, Optional.empty());
    assertThat(lifetime.includes(BORN.minusNanos(1_000))).isFalse();
    assertThat(lifetime.includes(BORN)).isTrue();
    assertThat(lifetime.includes(GONE.plusSeconds(1))).isTrue();
  }

  @Test
  void whatIsWrittenAfterItsEndIsOfAnotherOne() {
    Lifetime lifetime = new Lifetime(BORN, Optional.of(GONE));
    assertThat(lifetime.includes(GONE)).isTrue();
    assertThat(lifetime.includes(GONE.plusNanos(1_000))).isFalse();
  }
}
