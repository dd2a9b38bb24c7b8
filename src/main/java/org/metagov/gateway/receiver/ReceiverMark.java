package org.metagov.gateway.receiver;

/**
 * What changes with every change of a receiver.
 *
 * @param version a number for each change while there is one of its name
 * @param revision a number that no other one of that name has ever had
 */
public record ReceiverMark(long version, long revision) {}
