package org.metagov.gateway.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Down;
import org.metagov.gateway.loss.Entry.Up;

/** How long operations took to be accepted, counted while the node was up. */
final class Acceptance {
  private record Span(long from, long to) {
    /** Returns how much of it lies between two times. */
    long between(long start, long end) {
      return Math.max(0, Math.min(to, end) - Math.max(from, start));
    }
  }

  private final Sorted history;
  private final List<Span> up = new ArrayList<>();

  Acceptance(Sorted history) {
    this.history = history;
    List<Down> downs = history.all(Down.class);
    for (Up began : history.all(Up.class)) {
      long end =
          downs.stream()
              .filter(down -> down.run() == began.run())
              .mapToLong(Down::at)
              .findFirst()
              .orElse(Long.MAX_VALUE);
      up.add(new Span(began.at(), end));
    }
  }

  /** Returns the share of the operations that were accepted {@code within} that time. */
  double share(Duration within) {
    List<Asked> all = history.operations();
    long soon =
        all.stream()
            .map(this::millis)
            .filter(took -> took.isPresent() && took.getAsLong() <= within.toMillis())
            .count();
    return all.isEmpty() ? 1 : (double) soon / all.size();
  }

  /** Returns how long {@code op} took; empty where it was never accepted. */
  OptionalLong millis(Asked op) {
    return history.accepted(op.op()).stream()
        .mapToLong(
            accepted -> up.stream().mapToLong(span -> span.between(op.at(), accepted.at())).sum())
        .findFirst()
        .stream()
        .findFirst();
  }
}
