/** What platforms tell: verified, counted, answered in time, and worked off afterwards. */
package org.metagov.gateway.webhook;
