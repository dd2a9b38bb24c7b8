package org.metagov.gateway.loss;

import java.time.Duration;
import java.util.List;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Violation.Kind;

/** Says of a history which promises were not kept in it. */
final class Checker {
  /** How many operations have to be accepted soon. */
  private static final double ENOUGH = 0.95;

  private static final Duration SOON = Duration.ofSeconds(60);

  /** How many messages may come again after they were taken. */
  private static final double FEW = 0.01;

  /** What each kill may bring again, however short the history is. */
  private static final int PER_KILL = 8;

  private Checker() {}

  /**
   * Returns what is wrong with {@code entries}.
   *
   * @param timeout how long the gateway waits for the driver
   */
  static List<Violation> check(List<Entry> entries, Duration timeout) {
    Sorted history = new Sorted(entries);
    Findings found = new Findings();
    operations(history, found);
    new ConfigChecks(history, found).run();
    new MessageChecks(history, found).run();
    new EventChecks(history, found).run();
    new ProcessChecks(history, found).run();
    duplicates(history, timeout, found);
    return found.all();
  }

  private static void operations(Sorted history, Findings found) {
    Acceptance acceptance = new Acceptance(history);
    history.operations().stream()
        .filter(op -> history.accepted(op.op()).isEmpty())
        .forEach(op -> found.add(Kind.NEVER_ACCEPTED, "%s %s".formatted(op.kind(), op.op())));
    double soon = acceptance.share(SOON);
    found.require(
        soon >= ENOUGH,
        Kind.SLOW,
        "%.1f%% of the operations were accepted within %s of the node being up"
            .formatted(100 * soon, SOON));
  }

  private static void duplicates(Sorted history, Duration timeout, Findings found) {
    Duplicates duplicates = Duplicates.of(history, timeout);
    duplicates.unexplained().stream()
        .map(Arrived::id)
        .forEach(
            id -> found.add(Kind.UNEXPLAINED, "%s came again after it was taken".formatted(id)));
    long few =
        Math.max(
            (long) (FEW * duplicates.messages()),
            (long) PER_KILL * history.all(Entry.Down.class).size());
    found.require(
        duplicates.count() - duplicates.byTimeout() <= few,
        Kind.TOO_MANY_DUPLICATES,
        "%d of %d messages".formatted(duplicates.count(), duplicates.messages()));
  }
}
