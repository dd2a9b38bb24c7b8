package org.metagov.gateway.community;

/**
 * A community was created, changed or deleted. Fired in the transaction.
 *
 * @param community its name
 */
public record CommunityWritten(String community) {}
