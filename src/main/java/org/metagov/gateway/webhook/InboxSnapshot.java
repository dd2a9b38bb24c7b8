package org.metagov.gateway.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * What has become of a webhook that was kept, as it was when it was read.
 *
 * @param id its id
 * @param instanceId the plugin instance it is for
 * @param community its community
 * @param plugin its plugin
 * @param deliveryId what the platform knows it by
 * @param receivedAt when it came in
 * @param state what has become of it
 * @param dueAt when it is worked on
 * @param tries how often the plugin has failed at it
 * @param lastError why it failed last, or was passed over
 * @param endedAt since when it is done or discarded
 */
public record InboxSnapshot(
    long id,
    long instanceId,
    String community,
    String plugin,
    Optional<String> deliveryId,
    Instant receivedAt,
    InboxState state,
    Optional<Instant> dueAt,
    int tries,
    Optional<String> lastError,
    Optional<Instant> endedAt) {
  static InboxSnapshot of(InboxEntry entry) {
    return new InboxSnapshot(
        entry.getId(),
        entry.getInstanceId(),
        entry.getCommunity(),
        entry.getPlugin(),
        Optional.ofNullable(entry.getDeliveryId()),
        entry.getReceivedAt(),
        entry.getState(),
        Optional.ofNullable(entry.getDueAt()),
        entry.getTries(),
        Optional.ofNullable(entry.getLastError()),
        Optional.ofNullable(entry.getEndedAt()));
  }
}
