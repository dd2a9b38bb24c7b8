package org.metagov.gateway.lane;

/**
 * Lanes of a destination are to go on. Fired in the transaction that says so.
 *
 * @param destination whose lanes
 */
public record LanesWoken(String destination) {}
