package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.metagov.gateway.catalog.Emitted;
import org.metagov.gateway.event.EventLogService;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.json.JsonText;

/**
 * What the gateway itself has to tell drivers, written in the caller's transaction to the log of the
 * community in which it was found. What fails while one of these is delivered never begets another.
 */
@ApplicationScoped
public class SystemEvents {
  static final String DELIVERY_DEAD = "delivery_dead";
  static final String RECEIVER_DOWN = "receiver_down";
  static final String RECEIVER_UP = "receiver_up";
  static final String RECEIVER_GONE = "receiver_gone";

  @Inject private EventLogService log;
  @Inject private Event<SystemEventWritten> written;

  /** Tells that {@code message} is a dead letter. */
  public void dead(String community, LaneSnapshot lane, Message message, String cause) {
    if (begets(message)) {
      write(
          community,
          DELIVERY_DEAD,
          // The same whoever tells it, so that it is told once.
          lane.destination() + " " + message.id() + " " + lane.replay(),
          JsonText.object()
              .add("destination", lane.destination())
              .add("stream", message.stream())
              .add("sequence", message.sequence())
              .add("message_id", message.id())
              .add("event_type", message.eventType())
              .add("cause", cause)
              .build());
    }
  }

  /** Tells that {@code receiver} does not answer since {@code since}. */
  public void down(String community, String receiver, Instant since, String error) {
    write(
        community,
        RECEIVER_DOWN,
        "down " + receiver + " " + since,
        about(receiver, since).add("error", error).build());
  }

  /** Tells that {@code receiver}, of which {@link #down} was told, answers again. */
  public void up(String community, String receiver, Instant since) {
    write(community, RECEIVER_UP, "up " + receiver + " " + since, about(receiver, since).build());
  }

  /** Tells that {@code receiver} has answered 410 at {@code at}. */
  public void gone(String community, String receiver, Instant at) {
    write(
        community,
        RECEIVER_GONE,
        "gone " + receiver + " " + at,
        about(receiver, at).build());
  }

  /** Returns whether what becomes of {@code message} may be told of. */
  static boolean begets(Message message) {
    return !message.source().equals(Message.GATEWAY);
  }

  /** Returns who causes the gateway's own events. */
  static JsonValue initiator() {
    return JsonText.object()
        .add("user_id", Message.GATEWAY)
        .add("provider", Message.GATEWAY)
        .build();
  }

  private static JsonObjectBuilder about(String receiver, Instant since) {
    return JsonText.object().add("receiver", receiver).add("since", since.toString());
  }

  private void write(String community, String type, String work, JsonObject data) {
    log.append(
        community,
        Message.GATEWAY,
        UUID.nameUUIDFromBytes(work.getBytes(StandardCharsets.UTF_8)).toString(),
        List.of(new Emitted(type, data, initiator())));
    written.fire(new SystemEventWritten(type));
  }
}
