/**
 * From the event log and the callbacks to the drivers: which lane is next, what is sent, what
 * follows from each attempt, which destinations are down, and what drivers ask of all that.
 */
package org.metagov.gateway.delivery;
