package org.metagov.gateway.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.process.ProcessSnapshot;

/**
 * What people have done and processes have not taken in yet. It waits in the inbox, which is above
 * this room: so it is asked by this.
 */
public interface Arrivals {
  /** Returns how long after its receipt a webhook is kept and answered at most, or refused. */
  Duration onTheirWay();

  /**
   * Returns whether anything may be on its way that was received at {@code time}, which is past, or
   * before.
   */
  boolean isOnItsWay(Instant time);

  /**
   * Waits until {@code process} has taken in what was kept by now and received before {@code time}:
   * it counts, though the process ends. Whoever calls this is not at the process.
   *
   * @throws ProblemException 503 where that takes too long
   */
  void settle(ProcessSnapshot process, Instant time);

  /**
   * Waits as {@link #settle} does, for {@code processes} of {@code instance}, and {@code until}
   * then at most.
   */
  void settle(long instance, Collection<Long> processes, Instant time, Instant until);

  /** Returns whether anything waits that came before {@code time} and may be about it. */
  boolean isWaiting(ProcessSnapshot process, Instant time);

  /**
   * Returns those of {@code processes} of {@code instance} that have not taken in all that came
   * before {@code time}. Whoever writes to the inbox is not waited for: the caller has locked the
   * processes.
   */
  Set<Long> waiting(long instance, Collection<Long> processes, Instant time);
}
