package org.metagov.gateway.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Another program on this machine, and what it prints. */
public final class Program implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it in {@code folder}; what it prints is kept beside it. */
  public static Program start(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile(folder, "output-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      return new Program(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("Is " + command.get(0) + " there?", e);
    }
  }

  /** Runs it to its end, which has to be a good one. */
  public static void run(Path folder, Map<String, String> environment, String... command) {
    try (Program program = start(folder, environment, List.of(command))) {
      assertThat(program.process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(program.process.exitValue()).as(program.output()).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it has printed a line that begins so. */
  public void awaitLine(String beginning) {
    Awaitility.await(beginning)
        .atMost(LONGEST)
        .failFast(() -> assertThat(process.isAlive()).as(output()).isTrue())
        .until(() -> lines(beginning) > 0);
  }

  /** Returns how many lines that begin so it has printed. */
  public long lines(String beginning) {
    return output().lines().filter(line -> line.startsWith(beginning)).count();
  }

  /** Returns all that it has printed. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, as a crash does. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
