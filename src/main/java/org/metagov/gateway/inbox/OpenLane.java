package org.metagov.gateway.inbox;

import java.time.Instant;

/**
 * A lane of the inbox.
 *
 * @param instance whose it is
 * @param dueAt since when it is due, or when it will be
 */
public record OpenLane(long instance, Instant dueAt) {}
