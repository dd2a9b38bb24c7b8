package org.metagov.gateway.lease;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** What becomes of whoever wants what somebody else is at, by a lease or by a claim. */
public final class Contention {
  private static final int PAUSE_MILLIS = 60;

  private Contention() {}

  /** Returns the 503 for whoever has not got it in time: nothing was done. */
  public static ProblemException busy(Meters meters) {
    meters.of(Metric.LEASES_REFUSED).with("busy").count();
    return ProblemException.passing(
        ProblemType.BUSY,
        "Another change of the same object is still going on",
        Duration.ofSeconds(2));
  }

  /** Returns the 503 for whoever was at it, and has lost it to somebody else. */
  public static ProblemException lost(Meters meters) {
    meters.of(Metric.LEASES_REFUSED).with("lost").count();
    // Not "busy": nothing was written, but a platform may have done what it was asked before.
    return ProblemException.passing(
        ProblemType.UNAVAILABLE,
        "The work took too long and was abandoned; nothing of it was written",
        Duration.ofSeconds(2));
  }

  /**
   * Waits for a moment until the next try.
   *
   * @throws ProblemException 503 where the server stops meanwhile
   */
  public static void pause() {
    try {
      Thread.sleep(1 + ThreadLocalRandom.current().nextInt(PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.passing(
          ProblemType.BUSY, "The server is stopping", Duration.ofSeconds(5));
    }
  }
}
