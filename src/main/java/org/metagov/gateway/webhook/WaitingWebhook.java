package org.metagov.gateway.webhook;

import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A webhook that waits to be worked off.
 *
 * @param id its id: in the order of these it is worked off
 * @param instanceId the plugin instance it is for
 * @param community its community
 * @param plugin its plugin
 * @param key what the ids of its events are made of
 * @param request what came in
 * @param dueAt not before this
 * @param lastError why it failed last
 */
public record WaitingWebhook(
    long id,
    long instanceId,
    String community,
    String plugin,
    String key,
    WebhookRequest request,
    Instant dueAt,
    Optional<String> lastError) {}
