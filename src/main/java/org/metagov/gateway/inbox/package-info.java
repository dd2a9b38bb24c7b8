/**
 * What platforms have told, and what is still to be done about it, as it is kept: webhooks, the
 * lanes that they wait in, and the tasks of processes. The inbox is the only link between answering
 * a platform and working for it.
 */
package org.metagov.gateway.inbox;
