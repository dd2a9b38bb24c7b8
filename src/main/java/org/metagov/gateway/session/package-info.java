/**
 * Keys that were exchanged for a session: what a person's browser has in place of a key, for an
 * hour's work and no longer.
 */
package org.metagov.gateway.session;
