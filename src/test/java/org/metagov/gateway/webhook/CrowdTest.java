package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Crowd crowd = new Crowd(nanos::get);

  private void pass(int millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private void come(long... instances) {
    crowd.came(LongStream.of(instances).mapToObj(List::of).toList());
  }

  @Test
  void whatComesOneByOneIsNoCrowd() {
    come(7);
    come(7);
    assertThat(crowd.isThere()).isFalse();
    assertThat(crowd.isOf(7)).isFalse();
  }

  @Test
  void aCrowdIsOverSoon() {
    come(7, 7);
    assertThat(crowd.isOf(7)).isTrue();
    pass(20);
    assertThat(crowd.isThere()).isFalse();
    assertThat(crowd.isOf(7)).isFalse();
  }

  @Test
  void manyWhoBringAsMuchAreAllOfIt() {
    come(LongStream.range(0, 32).toArray());
    assertThat(LongStream.range(0, 32).allMatch(crowd::isOf)).isTrue();
  }

  @Test
  void whoeverBringsLittleBesideAFloodIsNotOfIt() {
    come(7, 7, 7, 7, 7, 7, 8);
    assertThat(crowd.isOf(7)).isTrue();
    assertThat(crowd.isOf(8)).isFalse();
    assertThat(crowd.isOf(9)).isFalse();
  }

  @Test
  void whatWasLongAgoDoesNotCount() {
    come(7, 7, 7, 7, 7, 7);
    pass(1_000);
    come(8, 8);
    assertThat(crowd.isOf(7)).isTrue();
    assertThat(crowd.isOf(8)).isTrue();
    pass(3_000);
    come(8, 8);
    assertThat(crowd.isOf(7)).isFalse();
    assertThat(crowd.isOf(8)).isTrue();
  }
}
