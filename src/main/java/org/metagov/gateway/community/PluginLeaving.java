package org.metagov.gateway.community;

import java.time.Instant;

/**
 * A plugin instance is about to be removed. Observed in the transaction that removes it: what is to
 * go or to be told with it commits with it.
 *
 * @param instanceId the instance
 * @param community its community
 * @param plugin its plugin
 * @param since what came in before was to be taken in
 */
public record PluginLeaving(long instanceId, String community, String plugin, Instant since) {}
