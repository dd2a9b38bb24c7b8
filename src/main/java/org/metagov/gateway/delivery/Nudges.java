package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.store.Bell;

/** Tells whoever waits for messages that there may be some. */
@ApplicationScoped
public class Nudges {
  private final Bell bell = new Bell();

  /** Messages have been committed on this node. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) MessagesWritten event) {
    nudge();
  }

  /** Ends all waiting. */
  public void nudge() {
    bell.ring();
  }

  /** Waits as {@link Bell#await} does. */
  public long await(long seen, long millis) {
    return bell.await(seen, millis);
  }
}
