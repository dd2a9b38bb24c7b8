package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;

/**
 * What a driver has answered to a message.
 *
 * @param status the HTTP status; 0 where there was no answer
 * @param retryAfter how long it asks to be left alone
 * @param error why there was no answer; empty where there was one
 * @param forbidden whether the address may not be called: told as one where nobody is, but not
 *     worth a second try
 */
public record DriverAnswer(
    int status, Optional<Duration> retryAfter, String error, boolean forbidden) {}
