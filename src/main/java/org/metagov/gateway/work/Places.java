package org.metagov.gateway.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what is under way behind each bulkhead, and in all. A piece of work takes a place behind
 * all of its bulkheads, or none: one that waited for the second would keep the first from others.
 * The last quarter of all places is for what has none yet.
 */
final class Places {
  /** Of all places, the last part that is kept for what has none yet: many may hang at once. */
  private static final int KEPT = 4;

  private final Map<String, Integer> taken = new HashMap<>();
  private final int most;
  private int all;

  Places(int most) {
    this.most = most;
  }

  /** Returns how many more pieces of work may begin, whatever they are. */
  synchronized int free() {
    return most - all;
  }

  /**
   * Takes a place behind all of {@code bulkheads}.
   *
   * @return the first of them that is full: then none is taken
   */
  synchronized Optional<Bulkhead> take(List<Bulkhead> bulkheads) {
    Optional<Bulkhead> full =
        bulkheads.stream().filter(this::isFull).findFirst().or(() -> another(bulkheads));
    if (full.isEmpty()) {
      all++;
      bulkheads.forEach(bulkhead -> taken.merge(bulkhead.name(), 1, Integer::sum));
    }
    return full;
  }

  /** Gives back what {@link #take} has taken. */
  synchronized void release(List<Bulkhead> bulkheads) {
    all--;
    bulkheads.forEach(
        bulkhead ->
            taken.computeIfPresent(
                bulkhead.name(), (name, count) -> count == 1 ? null : count - 1));
  }

  /** Returns those of {@code bulkheads} that are still full. */
  synchronized List<Bulkhead> full(List<Bulkhead> bulkheads) {
    List<Bulkhead> full = new ArrayList<>(bulkheads);
    full.removeIf(bulkhead -> !isFull(bulkhead));
    return full;
  }

  /** Returns what has a place already, where the last ones are for what has none. */
  private Optional<Bulkhead> another(List<Bulkhead> bulkheads) {
    Bulkhead narrowest = bulkheads.get(bulkheads.size() - 1);
    return free() <= most / KEPT && taken.containsKey(narrowest.name())
        ? Optional.of(narrowest)
        : Optional.empty();
  }

  private boolean isFull(Bulkhead bulkhead) {
    return taken.getOrDefault(bulkhead.name(), 0) >= bulkhead.most();
  }
}
