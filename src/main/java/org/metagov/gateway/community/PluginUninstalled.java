package org.metagov.gateway.community;

/**
 * A platform has said that a plugin was taken out there, and so it is disabled. Fired in the
 * transaction that removes it.
 *
 * @param instanceId the instance
 * @param community its community
 * @param plugin the plugin
 * @param reason as the plugin tells it
 */
public record PluginUninstalled(long instanceId, String community, String plugin, String reason) {}
