package org.metagov.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Reads what processes take of the machine, from Linux's {@code /proc}. */
final class Meter {
  /** In which {@code /proc} counts CPU time, on every architecture. */
  private static final double TICKS_PER_SECOND = 100;

  /** Where they stand in a thread's line, after its name. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private final ProcessHandle gateway;
  private final double gatewayBefore;
  private final double compilerBefore;
  private final double benchBefore;
  private final double allBefore;
  private final long began = System.nanoTime();

  private Meter(ProcessHandle gateway) {
    this.gateway = gateway;
    gatewayBefore = cpu(gateway);
    compilerBefore = compiler(gateway);
    benchBefore = cpu(ProcessHandle.current());
    allBefore = busy();
  }

  /**
   * What was taken.
   *
   * @param cpu seconds of CPU that the gateway took, but for its JIT compiler
   * @param cores how many cores that was on average
   * @param compiler how many cores its JIT compiler took
   * @param others how many cores everybody but the gateway and the bench took
   * @param resident the gateway's memory at the end, in MiB
   */
  record Usage(double cpu, double cores, double compiler, double others, double resident) {}

  static Meter start(ProcessHandle gateway) {
    return new Meter(gateway);
  }

  Usage stop() {
    double seconds = Sample.seconds(Duration.ofNanos(System.nanoTime() - began));
    double taken = cpu(gateway) - gatewayBefore;
    double bench = cpu(ProcessHandle.current()) - benchBefore;
    double others = busy() - allBefore - taken - bench;
    // A compiler's thread that has ended meanwhile is not to be seen any more.
    double compiler = Math.max(0, compiler(gateway) - compilerBefore);
    double work = taken - compiler;
    return new Usage(
        work, work / seconds, compiler / seconds, Math.max(0, others / seconds), resident());
  }

  private static double compiler(ProcessHandle process) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.mapToDouble(Meter::ofCompiler).sum() / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the ticks of a thread in {@code /proc} if it is one of the JIT compiler's. */
  private static long ofCompiler(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      if (!stat.matches("(?s)\\d+ \\(C[12] Compiler.*")) {
        return 0;
      }
      String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(values[USER_TICKS]) + Long.parseLong(values[SYSTEM_TICKS]);
    } catch (IOException e) {
      // It has ended.
      return 0;
    }
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
