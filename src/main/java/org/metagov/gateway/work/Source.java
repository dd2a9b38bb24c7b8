package org.metagov.gateway.work;

import java.time.Duration;
import java.util.List;
import org.metagov.gateway.background.Bell;

/** What an engine works off, and how it gets at it. */
interface Source {
  /** Returns how many pieces are under way at most. */
  int places();

  /** Returns how long nothing is looked for where nothing rings. */
  Duration idle();

  /** Returns what rings when something has become due. */
  Bell bell();

  /**
   * Looks for what is due, what waits longest first.
   *
   * @param most how many of it
   * @param full what is full: what is known to be behind it is passed over
   */
  List<Due> due(int most, List<Bulkhead> full);

  /** Returns what nothing is begun of, whatever is due. */
  List<Bulkhead> shut();

  /** Returns whether nothing more is to be begun. */
  boolean isEnding();

  /** Returns what a piece may hang on, the widest first: at least one. */
  List<Bulkhead> bulkheads(Due due);

  /** Returns whether a thread of this node is at a piece. */
  boolean isAt(long id);

  /** Claims those pieces that nobody else was quicker to claim. */
  List<Claim> own(List<Long> ids);

  /**
   * Does a piece of work, and gives it back.
   *
   * @return whether there may be more to do of it at once
   */
  boolean work(Claim claim);

  /** Gives a piece back that no work was done on. */
  void giveBack(Claim claim);
}
