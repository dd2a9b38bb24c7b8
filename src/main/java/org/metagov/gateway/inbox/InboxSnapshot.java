package org.metagov.gateway.inbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What has become of a webhook that was kept, as it was when it was read.
 *
 * @param id its id
 * @param instanceId the plugin instance it is for
 * @param community its community
 * @param plugin its plugin
 * @param platformId what the instance was told apart by from others of the plugin when it came in
 * @param lane what it is about, as its plugin names it; empty where it names nothing
 * @param laneId the lane it waits in
 * @param deliveryId what the platform knows it by
 * @param receivedAt when it came in
 * @param state what has become of it
 * @param dueAt when its lane is worked on
 * @param tries how often the plugin has failed at it
 * @param lastError why it failed last, or was passed over
 * @param endedAt since when it is done or discarded
 * @param contentBytes what came in takes so much; 0 once that is not kept any more
 * @param trace the id of what it belongs to; empty for one that was kept before there were any
 */
public record InboxSnapshot(
    long id,
    long instanceId,
    String community,
    String plugin,
    Optional<String> platformId,
    String lane,
    Optional<Long> laneId,
    Optional<String> deliveryId,
    Instant receivedAt,
    InboxState state,
    Optional<Instant> dueAt,
    int tries,
    Optional<String> lastError,
    Optional<Instant> endedAt,
    int contentBytes,
    Optional<String> trace) {}
