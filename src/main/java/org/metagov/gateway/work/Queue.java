package org.metagov.gateway.work;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.background.Bell;

/** Work of one kind that waits in a table. The one engine of this node works it off. */
public interface Queue {
  /** Returns the table that it waits in. */
  QueueTable table();

  /** Returns, by column, what the rows have that are worked on; nothing: all of them are. */
  default Map<String, List<String>> only() {
    return Map.of();
  }

  /** Returns how many pieces of it are under way on this node at most. */
  int places();

  /**
   * Returns how late is seen what another node has written, and what becomes due with time: nothing
   * rings for that.
   */
  default Duration idle() {
    return Duration.ofSeconds(1);
  }

  /** Returns what a piece of it may hang on, the widest first. */
  List<Bulkhead> bulkheads(Due due);

  /** Returns what is passed over until something changes by itself. */
  default List<Bulkhead> shut() {
    return List.of();
  }

  /** Returns what is rung, after its commit, when something has become due. */
  Bell bell();

  /** Sees to it that the table holds what waits, before it is looked for what is due. */
  default void prepare() {}

  /**
   * Does a piece of work outside any transaction, if it is still due: somebody may have done it
   * between the look and the claim. Its last record gives the row back, or else the engine does.
   *
   * @return whether there may be more to do of it at once
   * @throws RuntimeException where it failed and that could not be recorded: the row stays due, and
   *     is left alone for a moment
   */
  boolean work(Claim claim);
}
