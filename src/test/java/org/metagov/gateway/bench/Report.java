package org.metagov.gateway.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.metagov.gateway.bench.Meter.Usage;

/** Collects what was measured: a table to read, and files with all of it. */
final class Report {
  static final List<String> COLUMNS =
      List.of(
          "phase",
          "what",
          "round",
          "count",
          "errors",
          "seconds",
          "per second",
          "p50 ms",
          "p99 ms",
          "max ms",
          "CPU ms each",
          "cores",
          "cores of JIT",
          "cores of others",
          "resident MiB");

  private final List<String> head = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Histogram> histograms = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Report(BenchOptions options) {
    head.add("command: " + options.command());
    head.add("commit: " + commit());
    head.add("seed: " + options.seed());
    head.add("options: " + options);
    head.add("began: " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    head.add(
        "machine: %d cores, %s %s, Java %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version()));
  }

  /** Adds a part of a measurement, which shares what was taken of the machine with the rest. */
  void add(String phase, String what, int round, Sample sample) {
    add(phase, what, round, sample, List.of("", "", "", "", ""));
  }

  /** Adds a measurement. */
  void add(String phase, String what, int round, Sample sample, Usage usage) {
    long count = Math.max(1, sample.times().getTotalCount());
    add(
        phase,
        what,
        round,
        sample,
        List.of(
            decimal(1e3 * usage.cpu() / count),
            decimal(usage.cores()),
            decimal(usage.compiler()),
            decimal(usage.others()),
            decimal(usage.resident())));
  }

  private synchronized void add(
      String phase, String what, int round, Sample sample, List<String> usage) {
    List<String> row =
        new ArrayList<>(
            List.of(
                phase,
                what,
                Integer.toString(round),
                Long.toString(sample.times().getTotalCount()),
                Long.toString(sample.errors()),
                decimal(Sample.seconds(sample.took())),
                decimal(sample.rate()),
                decimal(sample.millis(50)),
                decimal(sample.millis(99)),
                decimal(sample.millis(100))));
    row.addAll(usage);
    rows.add(row);
    Histogram times = sample.times().copy();
    times.setTag((phase + "/" + what + "/" + round).replaceAll("[^\\w./-]+", "_"));
    times.setStartTimeStamp(System.currentTimeMillis() - sample.took().toMillis());
    times.setEndTimeStamp(System.currentTimeMillis());
    histograms.add(times);
    System.out.println(String.join(" | ", row));
  }

  /** Returns what was measured so far, a row for each, by {@link #COLUMNS}. */
  synchronized List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /** Adds a sentence on what was found. */
  synchronized void note(String text) {
    notes.add(text);
    System.out.println(text);
  }

  /** Prints all that was measured so far. */
  void print() {
    System.out.println(
        String.join("\n", Stream.of(head, table(), notes).flatMap(List::stream).toList()));
  }

  /** Writes all that was measured so far to the files of the target folder. */
  synchronized void write() {
    Path folder = BenchOptions.target();
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("measurements.csv"), csv());
      Files.write(folder.resolve("table.md"), table());
      writeTimes(folder.resolve("times.hlog"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> csv() {
    List<String> lines = new ArrayList<>();
    Stream.concat(head.stream(), notes.stream()).forEach(line -> lines.add("# " + line));
    lines.add(String.join(",", COLUMNS));
    rows.forEach(
        row -> lines.add(row.stream().map(Report::quoted).collect(Collectors.joining(","))));
    return lines;
  }

  private static String quoted(String cell) {
    return cell.contains(",") ? '"' + cell + '"' : cell;
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(line(COLUMNS));
    lines.add(line(COLUMNS.stream().map(column -> "---").toList()));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** Every time of every measurement, as tools that know HdrHistogram read it. */
  private void writeTimes(Path file) throws FileNotFoundException {
    HistogramLogWriter log = new HistogramLogWriter(file.toFile());
    head.forEach(log::outputComment);
    log.outputLogFormatVersion();
    log.outputLegend();
    histograms.forEach(log::outputIntervalHistogram);
    log.close();
  }

  private static String decimal(double value) {
    String format = value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String commit() {
    return git("rev-parse", "--short", "HEAD")
        + (git("status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : ", changed");
  }

  private static String git(String... arguments) {
    try {
      Process git =
          new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
              .start();
      return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
