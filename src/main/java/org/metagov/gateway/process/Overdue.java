package org.metagov.gateway.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.invocation.Advance;

/**
 * A process whose end has passed and which its platform goes on to show as open.
 *
 * @param endsAt when it was to end
 * @param over whether the platform was waited for long enough: what it has counted is the outcome
 */
public record Overdue(Instant endsAt, boolean over) {
  /** Platforms end votes by jobs, which are late as a rule. */
  private static final Duration LATE = Duration.ofSeconds(10);

  /** Further ahead than any check interval: a regular check will see it. */
  private static final Duration FAR = Duration.ofDays(1_000);

  /** Returns what {@code advance} has missed, if the platform is waited for that long. */
  public static Optional<Overdue> of(Advance advance, Instant now, Duration patience) {
    return endOf(advance)
        .filter(end -> !end.isAfter(now))
        .map(end -> new Overdue(end, !end.isAfter(now.minus(patience))));
  }

  /** Returns when to look whether it has ended, or whether it was waited for long enough. */
  public static Optional<Instant> nextLook(Advance advance, Instant now, Duration patience) {
    return endOf(advance)
        // Nobody knows what a platform takes for a time: further ones may have no successor.
        .filter(end -> end.isBefore(now.plus(FAR)))
        .map(end -> end.plus(end.isAfter(now) ? LATE : patience));
  }

  private static Optional<Instant> endOf(Advance advance) {
    return advance instanceof Advance.Pending pending ? pending.endsAt() : Optional.empty();
  }

  /** Returns what its driver is told. */
  String text() {
    return over
        ? "It was to end at "
            + endsAt
            + "; the platform has not ended it: it ends as counted so far"
        : "It was to end at " + endsAt + "; the platform has not ended it";
  }
}
