package org.metagov.gateway.lane;

import java.time.Instant;
import java.util.Optional;

/**
 * A lane as it was when it was read.
 *
 * @param id its id
 * @param stream the stream it is a cursor over
 * @param destination {@code receiver/<name>}, or {@code callback/} and the origin of the URL
 * @param replay the id of the replay that this is; empty for the lane itself
 * @param until the last message of a replay
 * @param picks which messages a replay is about; empty: all of its range
 * @param hold why it is not worked on
 * @param newest the last message that there is
 * @param reached the last message that is done with
 * @param sent the last message that was sent
 * @param dueAt when to work on it
 * @param blocked the delivery that it waits for
 */
public record LaneSnapshot(
    long id,
    String stream,
    String destination,
    String replay,
    Optional<Long> until,
    Optional<Lane.Picks> picks,
    Optional<Lane.Hold> hold,
    long newest,
    long reached,
    long sent,
    Optional<Instant> dueAt,
    Optional<DeliverySnapshot> blocked) {
  static LaneSnapshot of(Lane lane, Optional<DeliverySnapshot> blocked) {
    return new LaneSnapshot(
        lane.getId(),
        lane.getStream(),
        lane.getDestination(),
        lane.getReplay(),
        Optional.ofNullable(lane.getUntil()),
        Optional.ofNullable(lane.getPicks()),
        Optional.ofNullable(lane.getHold()),
        lane.getNewest(),
        lane.getReached(),
        lane.getSent(),
        Optional.ofNullable(lane.getDueAt()),
        blocked);
  }

  /** Returns it as it is while it waits for {@code delivery}. */
  LaneSnapshot waitingFor(Optional<DeliverySnapshot> delivery) {
    return new LaneSnapshot(
        id,
        stream,
        destination,
        replay,
        until,
        picks,
        hold,
        newest,
        reached,
        sent,
        dueAt,
        delivery);
  }

  public boolean isReplay() {
    return !replay.isEmpty();
  }
}
