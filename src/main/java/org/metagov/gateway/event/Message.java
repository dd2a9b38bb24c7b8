package org.metagov.gateway.event;

import java.time.Instant;
import org.metagov.gateway.trace.Trace;

/**
 * A message to drivers.
 *
 * @param id the same at every attempt and for every receiver
 * @param stream where it stands
 * @param sequence its number there: 1, 2, 3, ...
 * @param source the plugin it comes from, {@link #GATEWAY} for the gateway's own
 * @param eventType what kind of event it is; {@link #CALLBACK} for a callback
 * @param body JSON text
 * @param writtenAt when it was written
 * @param trace what it belongs to
 */
public record Message(
    String id,
    String stream,
    long sequence,
    String source,
    String eventType,
    String body,
    Instant writtenAt,
    Trace trace) {
  /** The source of what the gateway itself has to tell. */
  public static final String GATEWAY = "metagov";

  /** The type of the callbacks of processes. */
  public static final String CALLBACK = "callback";

  static Message of(MessageEntity entity) {
    return new Message(
        entity.getId(),
        entity.getStream(),
        entity.getSequence(),
        entity.getSource(),
        entity.getEventType(),
        entity.getBody(),
        entity.getWrittenAt(),
        Trace.ofKept(entity.getTrace()));
  }
}
