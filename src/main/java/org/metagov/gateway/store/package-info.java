/** How all rooms talk to the database: statements, conflicts, the clock, pages of lists. */
package org.metagov.gateway.store;
