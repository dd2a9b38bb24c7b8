package org.metagov.gateway.community;

/**
 * A community is about to be deleted. Observed in the transaction that deletes it: what is to go
 * with it commits with it.
 *
 * @param community its name
 */
public record CommunityLeaving(String community) {}
