package org.metagov.gateway.process;

import java.time.Duration;
import java.time.Instant;
import org.metagov.gateway.problem.ProblemException;

/**
 * What people have done and processes have not taken in yet. It waits in the inbox, which is above
 * this room: so it is asked by this.
 */
public interface Arrivals {
  /** Returns how long after its receipt a webhook is kept and answered at most, or refused. */
  Duration onTheirWay();

  /**
   * Waits until {@code process} has taken in what was kept by now and received before {@code time}:
   * it counts, though the process ends. Whoever calls this is not at the process.
   *
   * @throws ProblemException 503 where that takes too long
   */
  void settle(ProcessSnapshot process, Instant time);

  /** Returns whether anything waits that came before {@code time} and may be about it. */
  boolean isWaiting(ProcessSnapshot process, Instant time);
}
