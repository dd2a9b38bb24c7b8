package org.metagov.gateway.idempotency;

import java.util.Optional;

/**
 * What was answered to a request.
 *
 * @param status the HTTP status
 * @param contentType of the body
 * @param location the header {@code Location}
 * @param body as text
 */
public record Answer(
    int status, Optional<String> contentType, Optional<String> location, Optional<String> body) {}
