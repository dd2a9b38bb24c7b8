package org.metagov.gateway.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.TestMeters;

class MetersTest {
  private final TestMeters shown = new TestMeters();
  private final Meters meters = new Meters(shown);

  @Test
  void aNumberIsKnownByTheValuesOfItsLabels() {
    meters.of(Metric.WEBHOOKS).with("loomio").with("kept").count();
    meters.of(Metric.WEBHOOKS).with("loomio").with("kept").add(2);
    meters.of(Metric.WEBHOOKS).with("near").with("kept").count();
    assertThat(shown.count(Metric.WEBHOOKS, "loomio", "kept")).isEqualTo(3);
    assertThat(shown.count(Metric.WEBHOOKS, "near", "kept")).isEqualTo(1);
  }

  @Test
  void whatIsFoundAgainIsNotMadeAgain() {
    assertThat(meters.of(Metric.WEBHOOKS).with("loomio").with("kept"))
        .isSameAs(meters.of(Metric.WEBHOOKS).with("loomio").with("kept"));
  }

  @Test
  void tooManyValuesOfALabelAreOne() {
    IntStream.range(0, 1_000)
        .forEach(i -> meters.of(Metric.POLLS).with("plugin" + i).with("done").count());
    assertThat(shown.series(Metric.POLLS)).isEqualTo(201);
    assertThat(shown.count(Metric.POLLS, Meter.OTHER, "done")).isEqualTo(800);
  }

  @Test
  void whatMayComeBeginsWithZero() {
    meters.begin(List.of("loomio"));
    assertThat(shown.count(Metric.WEBHOOKS, "loomio", "full")).isZero();
    assertThat(shown.count(Metric.DELIVERIES, "callback", "down")).isZero();
    assertThat(shown.count(Metric.PLATFORM_WITHIN, "loomio", "+Inf")).isZero();
    assertThat(shown.series(Metric.REQUESTS)).isZero();
  }

  @Test
  void aTimeIsWithinAllLongerOnes() {
    Timed timed = new Timed(meters.of(Metric.DELIVERY_TIME), meters.of(Metric.DELIVERIES_WITHIN));
    timed.took(Duration.ofMillis(10).toNanos());
    timed.took(Duration.ofMillis(400).toNanos());
    timed.took(Duration.ofMinutes(1).toNanos());
    assertThat(shown.count(Metric.DELIVERY_TIME)).isEqualTo(60_410_000_000L);
    assertThat(Timed.BOUNDS.stream().map(b -> shown.count(Metric.DELIVERIES_WITHIN, b)))
        .containsExactly(1L, 1L, 1L, 2L, 2L, 2L, 3L);
  }
}
