package org.metagov.gateway.bench;

import java.nio.file.Path;
import java.util.List;
import org.example.harness.bare.BareApplication;
import org.example.harness.bare.BareResource;
import org.example.plugins.paced.Paced;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** Runs the phases, each on a gateway of its own, and reports what was measured. */
class Benchmark {
  private static final List<Phase> PHASES =
      List.of(
          new Requests(),
          new Callbacks(),
          new Webhooks(),
          new Clicks(),
          new Flood(),
          new Growth(),
          new Walls(),
          new HangingReceiver(),
          new Checks());

  @Test
  void measuresTheGateway() {
    BenchOptions options = BenchOptions.read();
    Report report = new Report(options);
    Path war = war();
    for (Phase phase : PHASES) {
      if (!options.runs(phase.name())) {
        report.note(phase.name() + ": not run");
        continue;
      }
      Path data = GatewayProcess.newData();
      GatewayProcess.Options settings =
          GatewayProcess.options()
              .data(data)
              .war(war)
              .jvm(options.jvm())
              .set("metagov.rate.webhooks", "1000000")
              .set("metagov.quota.processes", "1000000")
              .set("metagov.quota.processes-bytes", "1GiB")
              .set("metagov.outbound.calls-per-minute", "1000000");
      phase.configure(settings);
      try (GatewayProcess gateway = settings.start()) {
        Bench bench = new Bench(phase.name(), gateway, data, settings::start, options, report);
        phase.run(bench);
        bench.noteStandstills();
      } finally {
        // What was measured stays, also if a later phase fails.
        report.write();
      }
    }
    Before.compare(options, report);
    report.print();
  }

  private static Path war() {
    return TestWar.write(
        TestWar.adding(
            TestWar.plugging(TestWar.with(Tally.class, "anything.json", "count.json"), Paced.class),
            BareApplication.class,
            BareResource.class),
        "bench");
  }
}
