package org.metagov.gateway.database;

/**
 * A row with something sealed that no key opens.
 *
 * @param table its table
 * @param id its primary key
 */
public record UnreadableRow(String table, String id) {}
