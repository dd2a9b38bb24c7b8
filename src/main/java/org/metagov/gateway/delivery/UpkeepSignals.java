package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.lane.LanesWoken;
import org.metagov.gateway.receiver.ReachChanged;

/** Tells {@link LaneUpkeep} that there is something to do, without a delay. */
@ApplicationScoped
public class UpkeepSignals {
  private final Bell bell = new Bell();

  /** Lanes are to go on. */
  public void woken(@Observes(during = TransactionPhase.AFTER_SUCCESS) LanesWoken event) {
    ring();
  }

  /** Lanes are to be opened, or closed. */
  public void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReachChanged event) {
    ring();
  }

  /** Ends all waiting. */
  public void ring() {
    bell.ring();
  }

  /** Waits as {@link Bell#await} does. */
  public long await(long heard, long millis) {
    return bell.await(heard, millis);
  }
}
