package org.metagov.gateway.process;

/**
 * Processes have ended with their plugin.
 *
 * @param plugin their plugin
 * @param count how many were pending
 */
public record ProcessesDisabled(String plugin, long count) {}
