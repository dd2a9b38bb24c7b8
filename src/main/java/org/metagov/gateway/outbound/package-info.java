/**
 * Every HTTP call that leaves the gateway: time-outs, size limits, budgets, and what a failure
 * means.
 */
package org.metagov.gateway.outbound;
