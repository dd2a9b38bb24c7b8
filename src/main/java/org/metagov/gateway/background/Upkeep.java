package org.metagov.gateway.background;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Does what nobody waits for, round by round. A round that fails keeps nobody from the next one,
 * which tries it again; that it has failed is counted, since nobody is told of it otherwise.
 */
@ApplicationScoped
public class Upkeep {
  private final Meters meters;

  /** For the container's proxy only. */
  protected Upkeep() {
    meters = null;
  }

  @Inject
  public Upkeep(Meters meters) {
    this.meters = meters;
  }

  /**
   * Does {@code work}, if it can be done.
   *
   * @param log where it is written that it could not
   * @param failure what was not done then
   * @return whether it was done
   */
  public boolean step(Chore chore, Logger log, String failure, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      // The store is away or busy, or this one has a fault of ours.
      meters.of(Metric.UPKEEP_FAILED).with(chore.wireName()).count();
      StoreUnavailable.log(log, failure, e);
      return false;
    }
  }
}
