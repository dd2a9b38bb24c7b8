/** The log of events as a live stream, to whoever reads it. */
package org.metagov.gateway.live;
