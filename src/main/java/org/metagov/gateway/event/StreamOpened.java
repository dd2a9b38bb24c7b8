package org.metagov.gateway.event;

import java.time.Duration;

/**
 * A stream is about to have its first message. Observed in the transaction that opens it, before
 * the message is written.
 *
 * @param stream the stream; where its first message is counted already, nothing more is told of it
 * @param rest how long that message may not be delivered yet
 */
public record StreamOpened(StreamSnapshot stream, Duration rest) {}
