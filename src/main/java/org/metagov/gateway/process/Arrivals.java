package org.metagov.gateway.process;

import java.time.Instant;
import org.metagov.gateway.problem.ProblemException;

/**
 * What people have done and processes have not taken in yet. It waits in the inbox, which is above
 * this room: so it is asked by this.
 */
public interface Arrivals {
  /**
   * Waits until {@code process} has taken in what was answered 200 before: it counts, though the
   * process ends now. Whoever calls this is not at the process.
   *
   * @throws ProblemException 503 where that takes too long
   */
  void settle(ProcessSnapshot process);

  /** Returns whether anything waits that came before {@code time} and may be about it. */
  boolean isWaiting(ProcessSnapshot process, Instant time);
}
