/** The server as a whole, for people: what waits, who works, what is set. */
package org.metagov.gateway.overview;
