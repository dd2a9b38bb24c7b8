package org.metagov.gateway.inbox;

import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/**
 * A verified webhook that is to be kept.
 *
 * @param instance the plugin instance it is for
 * @param lane what it is about, as its plugin names it; empty where it names nothing
 * @param deliveryId what the platform knows it by
 * @param request what came in
 * @param content that, as the inbox keeps it
 * @param trace what it belongs to
 * @param atOnce what it means, where that is known already
 */
public record NewWebhook(
    PluginSnapshot instance,
    String lane,
    Optional<String> deliveryId,
    WebhookRequest request,
    Content content,
    Trace trace,
    Optional<AtOnce> atOnce) {
  /** What a platform knows a webhook by: it is kept once. */
  record Delivery(long instance, String id) {}

  /** Returns what its platform knows it by, if it does. */
  Optional<Delivery> delivery() {
    return deliveryId.map(id -> new Delivery(instance.id(), id));
  }

  /**
   * What {@code gate} has accepted for {@code instance}.
   *
   * @param atOnce what it means, where that is known already
   */
  public static NewWebhook of(
      PluginSnapshot instance, Gate.Accept gate, WebhookRequest request, Optional<AtOnce> atOnce) {
    Content content = new Content(request);
    if (atOnce.isEmpty()) {
      // By this thread, and not by the one that writes for all.
      content.seal();
    }
    return new NewWebhook(
        instance, gate.lane(), gate.deliveryId(), request, content, CurrentTrace.get(), atOnce);
  }
}
