package org.metagov.gateway.work;

import java.util.List;

/**
 * Something that is due.
 *
 * @param due the row
 * @param bulkheads what it may hang on, the widest first
 * @param seen when it was found, by the engine's clock
 */
record Piece(Due due, List<Bulkhead> bulkheads, long seen) {
  /** Returns with what it takes turns: what it hangs on most closely. */
  String turn() {
    return bulkheads.get(bulkheads.size() - 1).name();
  }

  /** Returns how its own row says that it is behind {@code full}, if it is. */
  List<Bulkhead> behind(Bulkhead full) {
    return bulkheads.stream().filter(bulkhead -> bulkhead.name().equals(full.name())).toList();
  }

  /** Returns whether its row is one of those that {@code rows} are passed over by. */
  boolean isOf(List<Bulkhead> rows) {
    return bulkheads.stream()
        .anyMatch(
            own ->
                rows.stream()
                    .anyMatch(
                        row ->
                            row.column().equals(own.column()) && row.value().equals(own.value())));
  }
}
