/** What platforms tell: verified, counted, kept, and answered in time. */
package org.metagov.gateway.webhook;
