package org.metagov.gateway.inbox;

import java.time.Instant;
import java.util.Optional;

/**
 * That a process has still to take in a webhook, as it was when it was read.
 *
 * @param id its id
 * @param inboxId the webhook
 * @param processId the process
 * @param dueAt when to work on it; empty once too many tries have failed
 * @param tries how often it has failed
 * @param lastError why it failed last
 * @param name what the webhook calls the process, where that was not known by a name yet and may
 *     turn out to be another
 */
public record TaskSnapshot(
    long id,
    long inboxId,
    long processId,
    Optional<Instant> dueAt,
    int tries,
    Optional<String> lastError,
    Optional<String> name) {}
