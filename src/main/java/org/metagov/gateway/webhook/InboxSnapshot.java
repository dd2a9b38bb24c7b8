package org.metagov.gateway.webhook;

import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A webhook that was kept, as it was when it was read.
 *
 * @param id its id
 * @param instanceId the plugin instance it is for
 * @param community its community
 * @param plugin its plugin
 * @param key what the ids of its events are made of
 * @param deliveryId what the platform knows it by
 * @param request what came in
 * @param state what has become of it
 * @param dueAt when it is worked on
 * @param tries how often the plugin has failed at it
 * @param lastError why it failed last
 * @param endedAt since when it is done or discarded
 */
public record InboxSnapshot(
    long id,
    long instanceId,
    String community,
    String plugin,
    String key,
    Optional<String> deliveryId,
    WebhookRequest request,
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
        entry.getKey(),
        Optional.ofNullable(entry.getDeliveryId()),
        RequestColumn.read(entry.getRequest(), entry.getReceivedAt()),
        entry.getState(),
        Optional.ofNullable(entry.getDueAt()),
        entry.getTries(),
        Optional.ofNullable(entry.getLastError()),
        Optional.ofNullable(entry.getEndedAt()));
  }
}
