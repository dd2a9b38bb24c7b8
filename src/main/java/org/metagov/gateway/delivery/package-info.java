/**
 * From the event log and the callbacks to the drivers: lanes, which are cursors over them, what
 * follows from each attempt, dead letters, replays, and what becomes of old messages.
 */
package org.metagov.gateway.delivery;
