package org.metagov.gateway.bench;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Shown;

/**
 * What a phase works with.
 *
 * @param phase its name
 * @param gateway the gateway that is measured
 * @param data the folder of its database
 * @param starting starts one more of its kind, with its database
 * @param options what the run of the bench is like
 * @param report where measurements go
 */
record Bench(
    String phase,
    GatewayProcess gateway,
    Path data,
    Supplier<GatewayProcess> starting,
    BenchOptions options,
    Report report) {
  /** How many cores the JIT compiler of a gateway that is warm may take. */
  private static final double WARM = 0.1;

  /** What is counted of conflicts and of failed work, but for zeros. */
  private static final String STANDSTILLS =
      "metagov_(store_conflicts_total|queue_work_total\\{.*result=\"failed\").* (?!0\\.0$).*";

  /** Starts a gateway as this one was started, which was stopped, with its database. */
  GatewayProcess start() {
    return starting.get();
  }

  /** Returns the same for {@code other}, which {@link #start} has started. */
  Bench on(GatewayProcess other) {
    return new Bench(phase, other, data, starting, options, report);
  }

  /** Returns a driver for what is not measured. */
  Api api() {
    return gateway.api();
  }

  /** Returns a load of as many connections as the bench has. */
  Load load() {
    return load(options.connections());
  }

  /** Returns a load of so many connections. */
  Load load(int connections) {
    return new Load(gateway.api().base(), connections, options.seed());
  }

  /** Lets {@code work} load the gateway, and notes what that took of the machine. */
  Sample measure(String what, int round, Supplier<Sample> work) {
    Meter meter = Meter.start(gateway.handle());
    Sample sample = work.get();
    report.add(phase, what, round, sample, meter.stop());
    return sample;
  }

  /** Does {@code work} until the JIT compiler has little left to do, or it has taken too long. */
  void warmUp(Runnable work) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.warmup());
    double compiling;
    do {
      Meter meter = Meter.start(gateway.handle());
      work.run();
      compiling = meter.stop().compiler();
    } while (compiling > WARM && System.nanoTime() - end < 0);
    report.note(
        String.format(Locale.ROOT, "%s: cores of JIT after the warm-up: %.2f", phase, compiling));
  }

  /**
   * Notes how often something stood still that should not have: transactions that met a conflict,
   * and work that was tried again.
   */
  void noteStandstills() {
    String lines =
        Shown.lines(api())
            .filter(line -> line.matches(STANDSTILLS))
            .collect(Collectors.joining("; "));
    report.note(phase + ": " + (lines.isEmpty() ? "nothing stood still" : lines));
  }

  /** Creates the community {@code name} with {@code plugins}, the JSON text of the list. */
  void community(String name, String plugins) {
    require(201, api().put("/api/internal/community/" + name, "{\"plugins\":" + plugins + "}"));
  }

  /** Fails unless the gateway has answered {@code status}. */
  static Reply require(int status, Reply reply) {
    if (reply.status() != status) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return reply;
  }
}
