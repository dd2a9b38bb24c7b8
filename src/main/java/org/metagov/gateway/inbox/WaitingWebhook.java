package org.metagov.gateway.inbox;

import java.util.Optional;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.trace.Trace;

/**
 * A webhook that waits to be worked off.
 *
 * @param id its id: in the order of these its lane is worked off
 * @param laneId its lane
 * @param instanceId the plugin instance it is for
 * @param community its community
 * @param plugin its plugin
 * @param key what the ids of its events are made of
 * @param content what came in
 * @param contentBytes what that takes in the inbox
 * @param tries how often the plugin has failed at it
 * @param lastError why it failed last
 * @param trace what it belongs to
 */
public record WaitingWebhook(
    long id,
    long laneId,
    long instanceId,
    String community,
    String plugin,
    String key,
    Opening<WebhookRequest> content,
    int contentBytes,
    int tries,
    Optional<String> lastError,
    Trace trace) {
  /**
   * Returns what came in.
   *
   * @throws UnreadableException where that cannot be opened
   */
  public WebhookRequest request() {
    return content.get();
  }
}
