package org.metagov.gateway.webhook;

/** There is something in the inbox. Observed after the commit. */
public record WebhooksKept() {}
