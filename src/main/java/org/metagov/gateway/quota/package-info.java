/**
 * What a community may take of what all share, in rows and bytes: one that is flooded leaves the
 * others their part.
 */
package org.metagov.gateway.quota;
