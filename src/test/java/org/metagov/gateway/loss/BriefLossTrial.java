package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Many kills and stops under load. */
class BriefLossTrial {
  @Test
  void nothingThatWasAcceptedIsLostOrDoneTwice() {
    assertThat(BriefLoss.violations()).isEmpty();
  }
}
