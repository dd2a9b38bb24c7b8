/**
 * How far each receiver is in each log, as it is kept: lanes, which are cursors, the deliveries
 * that were made or have failed, replays, and what the gateway itself tells of all that.
 */
package org.metagov.gateway.lane;
