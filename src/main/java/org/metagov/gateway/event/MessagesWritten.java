package org.metagov.gateway.event;

import java.time.Duration;

/**
 * Messages were written. Observed in the transaction that writes them.
 *
 * @param stream where they stand
 * @param newest the number of the last of them
 * @param rest how long they may not be delivered yet
 */
public record MessagesWritten(String stream, long newest, Duration rest) {}
