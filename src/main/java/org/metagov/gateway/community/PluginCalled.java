package org.metagov.gateway.community;

import java.util.Optional;

/**
 * A plugin instance is called otherwise from now on. Observed in the transaction that calls it so.
 *
 * @param instanceId the instance
 * @param platformId what it is told apart by from others of the plugin
 */
public record PluginCalled(long instanceId, Optional<String> platformId) {}
