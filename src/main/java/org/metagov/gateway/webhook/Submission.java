package org.metagov.gateway.webhook;

import java.util.List;
import java.util.Map;
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
   * Returns whether something of it waits now: not where the inbox of the community is full, nor
   * where all is known or done already.
   */
  boolean isWaiting() {
    return kept.isDone() && !kept.isCompletedExceptionally() && kept.join().waiting() > 0;
  }

  /** Returns whether it is known of all of them what they mean. */
  boolean isAtOnce() {
    return webhooks.stream().allMatch(webhook -> webhook.atOnce().isPresent());
  }

  /** Returns the lanes that they are in, by instance and name. */
  List<Map.Entry<Long, String>> lanes() {
    return webhooks.stream()
        .map(webhook -> Map.entry(webhook.instance().id(), webhook.lane()))
        .toList();
  }

  /** Returns the instances that they are for. */
  List<Long> instances() {
    return webhooks.stream().map(webhook -> webhook.instance().id()).toList();
  }
}
