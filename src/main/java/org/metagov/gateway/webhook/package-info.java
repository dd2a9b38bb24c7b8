/**
 * What platforms tell: verified, kept, answered, and worked off afterwards. The inbox is the only
 * link between answering a platform and working for it.
 */
package org.metagov.gateway.webhook;
