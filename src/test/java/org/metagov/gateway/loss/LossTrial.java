package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The loss test in full; {@code -Dloss.phases} chooses what of it is done. */
class LossTrial {
  @Test
  void nothingThatWasAcceptedIsLostOrDoneTwice() {
    Assumptions.assumeTrue(LossOptions.runs("load"));
    LossOptions options = LossOptions.read();
    Path folder = LossOptions.target("load-" + options.seed());
    List<Entry> history = LossRun.of(options, folder);
    List<Violation> violations = Checker.check(history, LossOptions.TIMEOUT);
    LossReport.write(folder, options.toString(), history, violations);
    assertThat(violations).isEmpty();
  }

  @Test
  void aKillAroundTheCreationOfARemoteObjectLeavesAtMostOne() {
    Assumptions.assumeTrue(LossOptions.runs("creations"));
    int kills = Integer.getInteger("loss.creation-kills", 50);
    long seed = LossOptions.givenSeed();
    Path folder = LossOptions.target("creations-" + seed);
    try (History history = new History(folder.resolve("history.jsonl"));
        RemoteCreation polls = new TallyCreation(new LossPlatform(history, seed), LossRun.war())) {
      CreationOutcome outcome = CreationKills.of(polls, history, kills, seed);
      LossReport.write(folder, polls.process(), history.entries(), outcome);
      assertThat(outcome.violations()).isEmpty();
    }
  }
}
