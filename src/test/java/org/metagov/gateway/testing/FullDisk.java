package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Lets processes write no further than so many bytes into any file, as if the disk were full. The
 * limit is the system's own; what they run is none the wiser.
 */
public final class FullDisk {
  private FullDisk() {}

  /**
   * Does {@code work} while {@code processes} can write no further than {@code bytes}; skips the
   * test where the system has no such limit.
   */
  public static void beyond(long bytes, List<ProcessHandle> processes, Runnable work) {
    Assumptions.assumeTrue(isThere(), "there is no prlimit here");
    limit(processes, Long.toString(bytes));
    try {
      work.run();
    } finally {
      limit(processes, "unlimited");
    }
  }

  private static void limit(List<ProcessHandle> processes, String bytes) {
    for (ProcessHandle process : processes) {
      if (run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":") != 0
          && process.isAlive()) {
        throw new AssertionError("prlimit has failed for the process " + process.pid());
      }
    }
  }

  private static boolean isThere() {
    try {
      return run("prlimit", "--version") == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
