package org.metagov.gateway.event;

import java.time.Duration;

/**
 * Messages were written. Observed in the transaction that writes them.
 *
 * @param stream where they stand
 * @param newest the number of the last of them
 * @param rest how long they may not be delivered yet
 * @param counted whether those who were told of the opening of the stream know of them
 */
public record MessagesWritten(String stream, long newest, Duration rest, boolean counted) {}
