package org.metagov.gateway.loss;

import java.nio.file.Path;
import java.util.List;

/** The loss test in its short form: three kills, and one stop by SIGTERM. */
final class BriefLoss {
  private BriefLoss() {}

  /** Runs it; returns what was lost, done twice, or otherwise not as it was promised. */
  static List<String> violations() {
    LossOptions options = LossOptions.brief();
    Path folder = LossOptions.target("brief");
    List<Entry> history = LossRun.of(options, folder);
    List<Violation> violations = Checker.check(history, LossOptions.TIMEOUT);
    LossReport.write(folder, options.toString(), history, violations);
    return violations.stream().map(Violation::toString).toList();
  }
}
