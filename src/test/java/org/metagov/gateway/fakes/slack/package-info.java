/** Slack on this machine. */
package org.metagov.gateway.fakes.slack;
