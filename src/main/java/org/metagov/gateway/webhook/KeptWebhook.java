package org.metagov.gateway.webhook;

import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.trace.Trace;

/**
 * A webhook whose content is kept.
 *
 * @param request what came in
 * @param trace what it belongs to
 */
public record KeptWebhook(WebhookRequest request, Trace trace) {}
