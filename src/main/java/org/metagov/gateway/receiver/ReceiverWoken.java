package org.metagov.gateway.receiver;

/**
 * What waits for a receiver is to be tried now: it is active again, or is called in another way.
 * Observed in the transaction that changes it, so that nothing comes between.
 *
 * @param name the receiver
 */
public record ReceiverWoken(String name) {}
