/**
 * From the event log and the callbacks to the drivers: lanes, which are cursors over them, attempts
 * and what follows from each, dead letters, replays, and what becomes of old messages.
 */
package org.metagov.gateway.delivery;
