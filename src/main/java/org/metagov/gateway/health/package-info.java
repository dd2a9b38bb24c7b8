/**
 * Whether this node is alive, and whether it can serve, part by part. A platform or a driver that
 * hangs changes nothing of either: that is told by metrics.
 */
package org.metagov.gateway.health;
