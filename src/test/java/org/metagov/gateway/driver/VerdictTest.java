package org.metagov.gateway.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.outbound.DriverAnswer;

class VerdictTest {
  @ParameterizedTest
  @CsvSource({
    "0, DOWN",
    "200, DELIVERED",
    "204, DELIVERED",
    "299, DELIVERED",
    "301, REFUSED",
    "304, REFUSED",
    "400, REFUSED",
    "401, REFUSED",
    "404, REFUSED",
    "410, GONE",
    "422, REFUSED",
    "429, DOWN",
    "500, BROKEN",
    "501, BROKEN",
    "502, DOWN",
    "503, DOWN",
    "504, DOWN",
    "505, BROKEN",
    "599, BROKEN"
  })
  void everyStatusHasItsConsequence(int status, Verdict verdict) {
    assertThat(Verdict.of(new DriverAnswer(status, Optional.empty(), "", false)))
        .isEqualTo(verdict);
  }

  @Test
  void whereNobodyMayBeAskedNobodyIsDown() {
    DriverAnswer unasked = new DriverAnswer(0, Optional.empty(), "Cannot connect", true);
    assertThat(Verdict.of(unasked)).isEqualTo(Verdict.FORBIDDEN);
    assertThat(Verdict.FORBIDDEN.isAnswer()).isFalse();
  }
}
