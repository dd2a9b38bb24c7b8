package org.metagov.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GateTest {
  private static Optional<String> kept(String deliveryId) {
    return new Gate.Accept(Optional.of(deliveryId), Set.of(), Reply.OK).deliveryId();
  }

  @Test
  void aDeliveryIdIsKeptAsThePlatformGivesIt() {
    assertThat(kept("d-1")).contains("d-1");
    assertThat(kept("x".repeat(200))).contains("x".repeat(200));
    assertThat(kept("")).isEmpty();
  }

  @Test
  void oneThatDatabasesWouldKeepOrCompareDifferentlyBecomesADigest() {
    Set<String> odd = Set.of("x".repeat(201), "blank ", "two words", "nul\0", "ä", "\n", " ");
    assertThat(odd)
        .allSatisfy(id -> assertThat(kept(id).orElseThrow()).matches("sha256:[0-9a-f]{64}"))
        .allSatisfy(id -> assertThat(kept(id)).isEqualTo(kept(id)));
    assertThat(odd.stream().map(GateTest::kept).distinct()).hasSameSizeAs(odd);
    assertThat(Stream.of("blank", "blank ").map(GateTest::kept).distinct()).hasSize(2);
  }
}
