/**
 * What a plugin is tested with, by us and by third parties: {@link
 * org.metagov.gateway.testing.plugin.PluginContract} and a {@link
 * org.metagov.gateway.testing.plugin.FakePlatform} to hold it against.
 */
package org.metagov.gateway.testing.plugin;
