package org.metagov.gateway.event;

import java.time.Instant;

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
 */
public record Message(
    String id,
    String stream,
    long sequence,
    String source,
    String eventType,
    String body,
    Instant writtenAt) {
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
        entity.getWrittenAt());
  }
}
