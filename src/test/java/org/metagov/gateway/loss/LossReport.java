package org.metagov.gateway.loss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Answer;
import org.metagov.gateway.loss.Entry.Answered;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Down;
import org.metagov.gateway.loss.Entry.Ending;
import org.metagov.gateway.loss.Entry.Launched;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Entry.Seen;
import org.metagov.gateway.loss.Entry.Up;
import org.metagov.gateway.loss.Violation.Kind;

/** What came out of a run, as a few lines of text. */
final class LossReport {
  private final List<String> lines = new ArrayList<>();
  private final Sorted history;
  private final List<Violation> violations;

  private LossReport(List<Entry> history, List<Violation> violations) {
    this.history = new Sorted(history);
    this.violations = violations;
  }

  /** Writes {@code summary.txt} to {@code folder}, and prints it. */
  static void write(Path folder, String options, List<Entry> history, List<Violation> violations) {
    LossReport report = new LossReport(history, violations);
    report.head(options);
    report.load();
    report.messages();
    report.times();
    report.verdict();
    report.write(folder);
  }

  /** Does so with a run of kills around the creation of remote objects. */
  static void write(Path folder, String options, List<Entry> history, CreationOutcome outcome) {
    LossReport report = new LossReport(history, outcome.violations());
    report.head(options);
    report.creations(outcome);
    report.times();
    report.verdict();
    report.write(folder);
  }

  private void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("summary.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println(String.join("\n", lines));
  }

  private void creations(CreationOutcome outcome) {
    add("kills: %d".formatted(ends(Ending.KILLED)));
    add(
        "starts: %d, objects asked for: %d, objects made: %d"
            .formatted(outcome.starts().size(), outcome.asked(), outcome.made()));
    add(
        "starts that ended as unknown: without an object %d, with one %d"
            .formatted(outcome.unknown(false), outcome.unknown(true)));
    add(
        "starts whose object was made, but whose answer was lost with a kill: %d"
            .formatted(adopted()));
  }

  private long adopted() {
    List<Down> downs = history.all(Down.class);
    return history.all(Entry.Created.class).stream()
        .filter(
            made ->
                history.accepted(made.title()).stream()
                    .limit(1)
                    .anyMatch(
                        accepted ->
                            downs.stream()
                                .anyMatch(
                                    down -> down.at() >= made.at() && down.at() < accepted.at())))
        .count();
  }

  private void head(String options) {
    add("command: %s".formatted(LossOptions.command()));
    add("commit: %s".formatted(commit()));
    add("options: %s".formatted(options));
    add("ended: %s".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    add(
        "machine: %d cores, %s %s, Java %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version()));
  }

  private void load() {
    long killed = ends(Ending.KILLED);
    long starting =
        history.all(Down.class).stream()
            .filter(down -> history.all(Up.class).stream().noneMatch(up -> up.run() == down.run()))
            .count();
    add("kills: %d, of them %d while it was starting".formatted(killed, starting));
    add("stops by SIGTERM: %d".formatted(ends(Ending.STOPPED)));
    for (Operation kind : Operation.values()) {
      List<Asked> asked = history.operations(kind);
      long accepted = asked.stream().filter(a -> !history.accepted(a.op()).isEmpty()).count();
      long tries =
          asked.stream()
              .flatMap(a -> history.accepted(a.op()).stream().limit(1))
              .mapToLong(Accepted::tries)
              .sum();
      add(
          "operations, %s: %d, accepted %d, in %d tries"
              .formatted(kind, asked.size(), accepted, tries));
    }
    long polls = history.all(Entry.Created.class).size();
    long unknown =
        history.by(Seen.class, Seen::location).values().stream()
            .filter(seen -> seen.get(seen.size() - 1).body().contains("start_unknown"))
            .count();
    add(
        "polls made: %d; starts that ended as unknown, without a poll: %d"
            .formatted(polls, unknown));
  }

  private long ends(Ending ending) {
    return history.all(Down.class).stream().filter(down -> down.ending() == ending).count();
  }

  private void messages() {
    for (Channel channel : Channel.values()) {
      List<Arrived> all =
          history.arrivals(channel).values().stream().flatMap(List::stream).toList();
      add(
          "messages, %s: %d, arrivals %d"
              .formatted(channel, all.stream().map(Arrived::id).distinct().count(), all.size()));
    }
    for (Answer answer : Answer.values()) {
      add(
          "arrivals, %s: %d"
              .formatted(
                  answer,
                  history.all(Answered.class).stream().filter(a -> a.answer() == answer).count()));
    }
    Duplicates duplicates = Duplicates.of(history, LossOptions.TIMEOUT);
    add(
        ("raw duplicates: %d of %d messages (%.3f %%): by a kill %d, by a time-out %d,"
                + " unexplained %d")
            .formatted(
                duplicates.count(),
                duplicates.messages(),
                100.0 * duplicates.count() / Math.max(1, duplicates.messages()),
                duplicates.byKill(),
                duplicates.byTimeout(),
                duplicates.unexplained().size()));
  }

  private void times() {
    List<Up> ups = history.all(Up.class);
    add(
        "from launch to ready, s: %s"
            .formatted(spread(ups.stream().mapToLong(up -> up.at() - launched(up.run())))));
    List<Long> accepted = history.all(Accepted.class).stream().map(Entry::at).toList();
    add(
        "from the end of a run to the next operation accepted, s: %s"
            .formatted(
                spread(
                    history.all(Down.class).stream()
                        .flatMapToLong(
                            down ->
                                accepted.stream()
                                    .mapToLong(at -> at - down.at())
                                    .filter(after -> after > 0)
                                    .limit(1)))));
    Acceptance acceptance = new Acceptance(history);
    add(
        "accepted within 60 s of the node being up: %.3f %%"
            .formatted(100 * acceptance.share(Duration.ofSeconds(60))));
    add(
        "time to acceptance while the node is up, s: %s"
            .formatted(
                spread(
                    history.operations().stream()
                        .flatMapToLong(op -> acceptance.millis(op).stream()))));
    add(
        "the whole run, s: %d"
            .formatted(
                history.all(Down.class).stream().mapToLong(Down::at).max().orElse(0) / 1000));
  }

  private long launched(int run) {
    return history.all(Launched.class).stream()
        .filter(launched -> launched.run() == run)
        .findFirst()
        .orElseThrow()
        .at();
  }

  private static String spread(LongStream millis) {
    long[] sorted = millis.sorted().toArray();
    if (sorted.length == 0) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "least %.2f, median %.2f, 99th percentile %.2f, most %.2f, of %d",
        sorted[0] / 1e3,
        sorted[sorted.length / 2] / 1e3,
        sorted[(int) (0.99 * (sorted.length - 1))] / 1e3,
        sorted[sorted.length - 1] / 1e3,
        sorted.length);
  }

  private void verdict() {
    add(
        "violations: %d (%s)"
            .formatted(
                violations.size(),
                String.join(
                    ", ",
                    Arrays.stream(Kind.values())
                        .map(
                            kind ->
                                kind
                                    + " "
                                    + violations.stream().filter(v -> v.kind() == kind).count())
                        .toList())));
    violations.stream().limit(200).map(Violation::toString).forEach(lines::add);
  }

  private void add(String line) {
    lines.add(line);
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
