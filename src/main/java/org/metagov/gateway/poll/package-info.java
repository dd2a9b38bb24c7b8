/** Plugins that find events by asking their platform: when they are asked, and what comes of it. */
package org.metagov.gateway.poll;
