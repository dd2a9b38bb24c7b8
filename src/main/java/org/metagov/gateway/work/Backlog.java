package org.metagov.gateway.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an engine has seen to be due, in turns: a place that becomes free is for the next of it, and
 * the store need not be asked again for what it has told. It is a hint, and soon too old: whoever
 * begins a piece claims it, and looks whether it is still due. Used by one thread.
 */
final class Backlog {
  private static final int MOST = 2_048;
  private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<String, Deque<Piece>> turns = new LinkedHashMap<>();
  private final Set<Long> ids = new HashSet<>();

  /** By turns, what was full when it was last chosen from. */
  private final Map<String, Bulkhead> full = new HashMap<>();

  /** Adds a piece that is not in it yet; nothing where there is too much already. */
  void add(Piece piece) {
    if (ids.size() < MOST && ids.add(piece.due().id())) {
      turns.computeIfAbsent(piece.turn(), name -> new ArrayDeque<>()).add(piece);
    }
  }

  /** Returns whether there is nothing in it. */
  boolean isEmpty() {
    return ids.isEmpty();
  }

  /**
   * Takes one of each in its turn, as long as there are {@code places}; who had a turn is last the
   * next time. What is too old by {@code now} is dropped, and what {@code idle} is true of.
   *
   * @return by their ids, what has a place now
   */
  Map<Long, Piece> choose(Places places, long now, Predicate<Piece> idle) {
    Map<Long, Piece> chosen = new LinkedHashMap<>();
    Predicate<Piece> dropped = piece -> now - piece.seen() >= LONGEST_NANOS || idle.test(piece);
    Deque<String> open = new ArrayDeque<>(turns.keySet());
    full.clear();
    while (!open.isEmpty() && places.free() > 0) {
      String name = open.remove();
      Deque<Piece> turn = turns.remove(name);
      while (!turn.isEmpty() && dropped.test(turn.element())) {
        take(turn);
      }
      if (!turn.isEmpty()) {
        turns.put(name, turn);
        Optional<Bulkhead> met = places.take(turn.element().bulkheads());
        if (met.isPresent()) {
          full.put(name, met.get());
        } else {
          Piece piece = take(turn);
          chosen.put(piece.due().id(), piece);
          open.add(name);
        }
      }
    }
    return chosen;
  }

  private Piece take(Deque<Piece> turn) {
    Piece piece = turn.remove();
    ids.remove(piece.due().id());
    return piece;
  }

  /** Returns what was full when it was last chosen from, and how the rows behind that say so. */
  List<Bulkhead> full() {
    Set<Bulkhead> all = new LinkedHashSet<>(full.values());
    full.forEach((name, met) -> turns.get(name).forEach(piece -> all.addAll(piece.behind(met))));
    return new ArrayList<>(all);
  }
}
