package org.metagov.gateway.community;

import java.util.Optional;

/**
 * A platform has said that a plugin was taken out there, and so it is disabled. Fired in the
 * transaction that removes it.
 *
 * @param instanceId the instance
 * @param community its community
 * @param plugin the plugin
 * @param platformId what the instance was told apart by
 * @param reason as the plugin tells it
 */
public record PluginUninstalled(
    long instanceId, String community, String plugin, Optional<String> platformId, String reason) {}
