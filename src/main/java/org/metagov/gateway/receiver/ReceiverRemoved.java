package org.metagov.gateway.receiver;

/**
 * A receiver is removed with all that waits for it. Observed in the transaction that removes it.
 *
 * @param name the receiver
 */
public record ReceiverRemoved(String name) {}
