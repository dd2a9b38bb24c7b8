package org.metagov.gateway.delivery;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.delivery.DestinationService.Down;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.driver.Verdict;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.lane.DeliverySnapshot;
import org.metagov.gateway.lane.Lane;
import org.metagov.gateway.lane.LaneSnapshot;
import org.metagov.gateway.receiver.ReceiverSnapshot;

/** Lanes and destinations as drivers see them. */
final class LaneView {
  private LaneView() {}

  /**
   * Returns a lane, with what it waits for.
   *
   * @param open whether its destination is sent anything
   */
  static JsonObject of(LaneSnapshot lane, boolean open) {
    JsonObjectBuilder json =
        JsonText.object()
            .add("id", lane.id())
            .add("stream", lane.stream())
            .add("state", state(lane, open))
            .add("newest", lane.newest())
            .add("reached", lane.reached())
            .add("waiting", lane.newest() - lane.reached())
            .add("next_attempt_at", time(lane.dueAt()))
            .add("replay", JsonText.string(lane.isReplay() ? lane.replay() : null));
    return json.add(
            "blocked_by",
            lane.blocked().<JsonValue>map(DeliverySnapshot::view).orElse(JsonValue.NULL))
        .build();
  }

  /** Returns {@code receiver}, with whether it is down. */
  static JsonObject of(ReceiverSnapshot receiver, Optional<Down> down) {
    return JsonText.object(receiver.view()).add("down", of(down)).build();
  }

  /** Returns since when and why a destination is down; null where it is not. */
  static JsonValue of(Optional<Down> down) {
    return down.<JsonValue>map(
            d ->
                JsonText.object()
                    .add("since", d.since().toString())
                    .add("failures", d.failures())
                    .add("next_probe_at", d.nextProbeAt().toString())
                    .add("last_error", d.lastError())
                    .build())
        .orElse(JsonValue.NULL);
  }

  /** Returns an attempt, with whether the driver took the message. */
  static JsonObject of(Attempt attempt) {
    return JsonText.object(attempt.shown())
        .add("delivered", attempt.verdict() == Verdict.DELIVERED)
        .build();
  }

  private static String state(LaneSnapshot lane, boolean open) {
    if (lane.hold().isPresent()) {
      return lane.hold().get() == Lane.Hold.GONE ? "gone" : "paused";
    }
    if (!open) {
      return "held";
    }
    if (lane.newest() == lane.reached()) {
      return "idle";
    }
    return lane.blocked().isPresent() ? "blocked" : "due";
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
