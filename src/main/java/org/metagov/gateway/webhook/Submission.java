package org.metagov.gateway.webhook;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;

/**
 * Webhooks that came in one request.
 *
 * @param webhooks one for each instance that they are for
 * @param kept what has become of them, once that is known; cancelled by who has given up
 */
record Submission(List<NewWebhook> webhooks, CompletableFuture<Kept> kept) {
  Submission(List<NewWebhook> webhooks) {
    this(webhooks, new CompletableFuture<>());
  }

  /**
   * Returns whether something new was kept: not where the inbox of the community is full, nor where
   * all is known already.
   */
  boolean isFresh() {
    return kept.isDone() && !kept.isCompletedExceptionally() && kept.join().fresh() > 0;
  }

  /** Returns the instances that they are for. */
  List<Long> instances() {
    return webhooks.stream().map(webhook -> webhook.instance().id()).toList();
  }
}
