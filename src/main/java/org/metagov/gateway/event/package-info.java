/**
 * What drivers are told: the event log of each community, and the callbacks of each process. It is
 * written in the transaction of the change it tells of, and read by position.
 */
package org.metagov.gateway.event;
