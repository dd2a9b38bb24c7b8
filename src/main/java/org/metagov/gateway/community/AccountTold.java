package org.metagov.gateway.community;

import org.metagov.gateway.spi.PlatformAccount;

/**
 * A plugin has told of somebody's account.
 *
 * @param community the community
 * @param plugin the plugin
 * @param place what the community is called on its platform; empty where it has no such name
 * @param account the account
 */
public record AccountTold(String community, String plugin, String place, PlatformAccount account) {}
