/**
 * What the gateway counts and measures of itself: every metric is declared here, with its unit, its
 * labels and what it tells. Below all rooms, so that each can count what happens in it.
 */
package org.metagov.gateway.metric;
