package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import org.metagov.gateway.store.Bell;

/** Rings when something is in the inbox. */
@ApplicationScoped
public class InboxBell {
  private final Bell bell = new Bell();

  /** Webhooks have been committed on this node. */
  public void kept(@Observes(during = TransactionPhase.AFTER_SUCCESS) WebhooksKept event) {
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
