package org.metagov.gateway.webhook;

import java.util.Optional;

/**
 * That a process has still to take in a webhook, as it was when it was read.
 *
 * @param id its id
 * @param inboxId the webhook
 * @param processId the process
 * @param parked whether too many tries have failed
 * @param tries how often it has failed
 * @param lastError why it failed last
 */
public record TaskSnapshot(
    long id, long inboxId, long processId, boolean parked, int tries, Optional<String> lastError) {
  static TaskSnapshot of(InboxTask task) {
    return new TaskSnapshot(
        task.getId(),
        task.getInboxId(),
        task.getProcessId(),
        task.getDueAt() == null,
        task.getTries(),
        Optional.ofNullable(task.getLastError()));
  }
}
