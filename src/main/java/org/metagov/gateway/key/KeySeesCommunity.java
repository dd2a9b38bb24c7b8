package org.metagov.gateway.key;

/**
 * A driver key with a list has created a community, which it sees from now on. Fired in the
 * transaction.
 *
 * @param id the key
 * @param community the name, which another community may have had before
 */
public record KeySeesCommunity(String id, String community) {}
