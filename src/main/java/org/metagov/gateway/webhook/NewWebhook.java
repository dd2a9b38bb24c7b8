package org.metagov.gateway.webhook;

import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A verified webhook that is to be kept.
 *
 * @param instance the plugin instance it is for
 * @param deliveryId what the platform knows it by
 * @param request what came in
 */
public record NewWebhook(
    PluginSnapshot instance, Optional<String> deliveryId, WebhookRequest request) {}
