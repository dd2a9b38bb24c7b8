package org.metagov.gateway.invocation;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * What has become of a piece of work that failed: whatever it was, it is written down where the
 * work waits, and the work is put off. Otherwise it would be due at once, again and again.
 */
public final class WorkFailure {
  private WorkFailure() {}

  /**
   * Returns {@code failure} as it is written down where the work waits.
   *
   * @param what the work that failed, for the log
   * @throws ProblemException where our own store is away: nothing can be written then, and the work
   *     is not to blame
   */
  public static ProblemException of(Logger log, String what, Throwable failure) {
    Optional<ProblemException> away = StoreUnavailable.in(failure);
    if (away.isPresent()) {
      throw away.get();
    }
    ProblemException told = told(failure);
    // A fault of the plugin's or ours is for whoever looks after the server; a platform's is not.
    log.log(
        told.type() == ProblemType.INTERNAL ? Level.WARNING : Level.FINE,
        what,
        Causes.brief(failure));
    return told;
  }

  /** Returns {@code failure} as it is told to whoever waits for the work. */
  public static ProblemException told(Throwable failure) {
    return failure instanceof ProblemException problem
        ? problem
        : StoreUnavailable.in(failure)
            .orElseGet(
                () ->
                    new ProblemException(
                        ProblemType.INTERNAL,
                        "What came of it could not be written down",
                        failure));
  }
}
