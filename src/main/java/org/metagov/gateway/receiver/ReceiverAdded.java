package org.metagov.gateway.receiver;

/**
 * There is a new receiver, which hears of everything that is written from here on. Fired in the
 * transaction that adds it.
 *
 * @param name the receiver
 */
public record ReceiverAdded(String name) {}
