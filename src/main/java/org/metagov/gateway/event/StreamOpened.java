package org.metagov.gateway.event;

/**
 * A stream is about to have its first message. Observed in the transaction that opens it, before
 * the message is written.
 *
 * @param stream the stream
 */
public record StreamOpened(StreamSnapshot stream) {}
