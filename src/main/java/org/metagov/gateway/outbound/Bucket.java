package org.metagov.gateway.outbound;

/**
 * Calls that a platform counts together, as its plugin names them.
 *
 * @param route the route, or the method
 * @param subject what is counted apart on it
 */
record Bucket(String route, String subject) {}
