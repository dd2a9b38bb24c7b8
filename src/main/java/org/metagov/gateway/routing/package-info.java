/** Webhooks that were kept are routed to the plugins and processes that they are for, and shown. */
package org.metagov.gateway.routing;
