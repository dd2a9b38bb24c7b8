package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.concurrent.atomic.AtomicBoolean;
import org.metagov.gateway.receiver.ReceiverAdded;
import org.metagov.gateway.store.Bell;

/** Tells {@link LaneUpkeep} that there is something to do, without a delay. */
@ApplicationScoped
public class UpkeepSignals {
  private final Bell bell = new Bell();
  private final AtomicBoolean receiverAdded = new AtomicBoolean();

  /** Lanes are to go on. */
  public void woken(@Observes(during = TransactionPhase.AFTER_SUCCESS) LanesWoken event) {
    ring();
  }

  /** A receiver needs its lanes. */
  public void added(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReceiverAdded event) {
    receiverAdded.set(true);
    ring();
  }

  /** Returns whether a receiver was added since this was asked last. */
  public boolean takeReceiverAdded() {
    return receiverAdded.getAndSet(false);
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
