/**
 * The one engine for all that waits: queues are tables whose rows say when they are due, what is
 * due is claimed, run under bulkheads by what can hang, and recorded by whoever still owns it.
 */
package org.metagov.gateway.work;
