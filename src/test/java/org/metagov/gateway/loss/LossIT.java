package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loss test in its short form: three kills, and one stop by SIGTERM. */
class LossIT {
  @Test
  void nothingThatWasAcceptedIsLostOrDoneTwice() {
    LossOptions options = LossOptions.brief();
    Path folder = LossOptions.target("brief");
    List<Entry> history = LossRun.of(options, folder);
    List<Violation> violations = Checker.check(history, LossOptions.TIMEOUT);
    LossReport.write(folder, options.toString(), history, violations);
    assertThat(violations).isEmpty();
  }
}
