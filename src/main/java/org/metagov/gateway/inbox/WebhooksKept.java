package org.metagov.gateway.inbox;

import java.util.Set;

/**
 * There is something in the inbox. Observed after the commit.
 *
 * @param plugin the plugin it is for
 * @param lanes the lanes that have webhooks
 * @param processes the processes that have webhooks to take in
 */
public record WebhooksKept(String plugin, Set<Long> lanes, Set<Long> processes) {}
