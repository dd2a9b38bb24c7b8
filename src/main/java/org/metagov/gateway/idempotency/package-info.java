/** Requests that carry an {@code Idempotency-Key}: done once, however often they are sent. */
package org.metagov.gateway.idempotency;
