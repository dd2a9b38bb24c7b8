package org.metagov.gateway.lane;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.trace.Trace;

/**
 * A delivery as it was when it was read.
 *
 * @param id its id
 * @param stream where the message stands
 * @param sequence its number there
 * @param messageId its id
 * @param replay whether it was sent again at somebody's wish
 * @param state what has become of it
 * @param tries how often it was tried
 * @param refusals how often the driver has answered that it does not take it
 * @param revision by which revision of the receiver it was refused
 * @param attempts the last tries: {@code [{"at","status","error","ms"}]}
 * @param trace the id of what its message belongs to, if that was kept
 * @param firstAt when it was first tried
 * @param lastAt when it was last tried
 */
public record DeliverySnapshot(
    long id,
    String stream,
    long sequence,
    String messageId,
    boolean replay,
    DeliveryState state,
    int tries,
    int refusals,
    long revision,
    JsonArray attempts,
    Optional<String> trace,
    Instant firstAt,
    Instant lastAt) {
  static DeliverySnapshot of(Delivery delivery) {
    return new DeliverySnapshot(
        delivery.getId(),
        delivery.getStream(),
        delivery.getSequence(),
        delivery.getMessageId(),
        !delivery.getReplay().isEmpty(),
        delivery.getState(),
        delivery.getTries(),
        delivery.getRefusals(),
        delivery.getRevision(),
        delivery.getAttempts().getJsonArray(Attempt.LIST),
        Trace.keptId(delivery.getTrace()),
        delivery.getFirstAt(),
        delivery.getLastAt());
  }

  /** Returns the delivery as a driver sees it. */
  public JsonObject view() {
    return JsonText.object()
        .add("id", id)
        .add("message_id", messageId)
        .add("stream", stream)
        .add("sequence", sequence)
        .add("replay", replay)
        .add("state", state.wireName())
        .add("tries", tries)
        .add("first_at", firstAt.toString())
        .add("last_at", lastAt.toString())
        .add("attempts", shown())
        .add("trace", JsonText.string(trace.orElse(null)))
        .build();
  }

  private JsonArray shown() {
    JsonArrayBuilder all = JsonText.array();
    attempts.getValuesAs(JsonObject.class).stream().map(Attempt::shown).forEach(all::add);
    return all.build();
  }
}
