/**
 * The database itself, Derby for one node, PostgreSQL for several: how it is opened, what schema it
 * has, what time it is there, and by which keys it is sealed.
 */
package org.metagov.gateway.database;
