package org.metagov.gateway.inbox;

import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.trace.Trace;

/**
 * A webhook whose content is kept.
 *
 * @param content what came in
 * @param trace what it belongs to
 */
public record KeptWebhook(Opening<WebhookRequest> content, Trace trace) {
  /**
   * Returns what came in.
   *
   * @throws UnreadableException where that cannot be opened
   */
  public WebhookRequest request() {
    return content.get();
  }
}
