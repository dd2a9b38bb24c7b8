package org.metagov.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads what processes take of the machine, from Linux's {@code /proc}. */
final class Meter {
  /** In which {@code /proc} counts CPU time, on every architecture. */
  private static final double TICKS_PER_SECOND = 100;

  private final ProcessHandle gateway;
  private final double gatewayBefore;
  private final double benchBefore;
  private final double allBefore;
  private final long began = System.nanoTime();

  private Meter(ProcessHandle gateway) {
    this.gateway = gateway;
    gatewayBefore = cpu(gateway);
    benchBefore = cpu(ProcessHandle.current());
    allBefore = busy();
  }

  /**
   * What was taken.
   *
   * @param cpu seconds of CPU that the gateway took
   * @param cores how many cores that was on average
   * @param others how many cores everybody but the gateway and the bench took
   * @param resident the gateway's memory at the end, in MiB
   */
  record Usage(double cpu, double cores, double others, double resident) {}

  static Meter start(ProcessHandle gateway) {
    return new Meter(gateway);
  }

  Usage stop() {
    double seconds = Sample.seconds(Duration.ofNanos(System.nanoTime() - began));
    double taken = cpu(gateway) - gatewayBefore;
    double bench = cpu(ProcessHandle.current()) - benchBefore;
    double others = busy() - allBefore - taken - bench;
    return new Usage(taken, taken / seconds, Math.max(0, others / seconds), resident());
  }

  private static double cpu(ProcessHandle process) {
    return Sample.seconds(process.info().totalCpuDuration().orElse(Duration.ZERO));
  }

  /** All but idle and waiting for a disk; stolen by other machines, too. */
  private static double busy() {
    String[] cpu = line(Path.of("/proc/stat"), "cpu ").split(" +", -1);
    double ticks = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Long.parseLong(cpu[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private double resident() {
    String line = line(Path.of("/proc/" + gateway.pid() + "/status"), "VmRSS:");
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
  }

  private static String line(Path file, String start) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(start))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
