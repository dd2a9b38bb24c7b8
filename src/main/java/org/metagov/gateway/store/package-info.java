/**
 * How all rooms talk to the database: statements, conflicts, the clock, pages of lists, and what is
 * done on the side in bounded threads.
 */
package org.metagov.gateway.store;
