/**
 * The database, its schema, its clock and its leases: Derby for one node, PostgreSQL for several.
 */
package org.metagov.gateway.store;
