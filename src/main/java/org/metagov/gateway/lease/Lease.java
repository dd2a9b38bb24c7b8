package org.metagov.gateway.lease;

import java.time.Duration;

/**
 * The right to work on something alone, for a time. Each acquisition has a token of its own, so
 * that a holder who overslept its expiry cannot pass for the next one.
 *
 * @param name what is held, such as {@code community/<name>}
 * @param token this acquisition
 * @param term how long it lasts from its last renewal
 */
public record Lease(String name, String token, Duration term) {}
