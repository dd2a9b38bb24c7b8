package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.metagov.gateway.loss.BriefLoss;

/** Many kills and stops under load. */
class LossIT {
  @Test
  void nothingThatWasAcceptedIsLostOrDoneTwice() {
    assertThat(BriefLoss.violations()).isEmpty();
  }
}
