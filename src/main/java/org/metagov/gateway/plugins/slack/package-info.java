/** A workspace on Slack: messages, any method of its Web API, votes where people talk, events. */
package org.metagov.gateway.plugins.slack;
