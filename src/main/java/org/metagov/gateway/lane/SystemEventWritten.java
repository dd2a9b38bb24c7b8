package org.metagov.gateway.lane;

/**
 * The gateway has told something of itself. Fired in the transaction that writes it.
 *
 * @param type what
 */
public record SystemEventWritten(SystemEventType type) {}
