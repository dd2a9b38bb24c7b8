package org.metagov.gateway.auth;

import java.time.Instant;
import org.metagov.gateway.spi.Doc;

/** What stands in the answer to whoever invites somebody. */
record Invited(
    @Doc("What the browser brings along, as `invitation`") String invitation,
    @Doc("Until when it does") Instant expiresAt) {}
