package org.metagov.gateway.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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

  @TestFactory
  Stream<DynamicTest> aKillAroundTheCreationOfARemoteObjectLeavesAtMostOne() {
    Assumptions.assumeTrue(LossOptions.runs("creations"));
    return LossOptions.platforms().stream()
        .map(platform -> DynamicTest.dynamicTest(platform.toString(), () -> killAround(platform)));
  }

  private static void killAround(CreationPlatform platform) {
    int kills = Integer.getInteger("loss.creation-kills", 50);
    long seed = LossOptions.givenSeed();
    Path folder = LossOptions.target("creations-" + platform + "-" + seed);
    try (History history = new History(folder.resolve("history.jsonl"));
        RemoteCreation remote = platform.open(history, seed)) {
      CreationOutcome outcome = CreationKills.of(remote, history, kills, seed);
      LossReport.write(folder, platform + ", " + remote.process(), history.entries(), outcome);
      assertThat(outcome.violations()).isEmpty();
    }
  }
}
