package org.metagov.gateway.receiver;

/**
 * A receiver wants to hear of the gateway's own events. Observed in the transaction that says so.
 *
 * @param name the receiver
 */
public record SystemEventsWanted(String name) {}
