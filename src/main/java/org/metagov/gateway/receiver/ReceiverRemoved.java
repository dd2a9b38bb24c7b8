package org.metagov.gateway.receiver;

/**
 * A receiver was deleted, and all that it leaves behind is to go. Fired outside of any transaction,
 * for there may be much of it.
 *
 * @param name the receiver
 */
public record ReceiverRemoved(String name) {}
