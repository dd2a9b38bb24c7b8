package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.PlatformEvent;

/**
 * An event as a plugin has told it, with its data as JSON.
 *
 * @param eventType its name
 * @param data what it tells
 * @param initiator who has caused it: an object, or JSON null
 */
public record Emitted(String eventType, JsonObject data, JsonValue initiator) {
  static Emitted of(PlatformEvent event) {
    return new Emitted(
        event.eventType(),
        RecordBinder.toJson(event.data()).asJsonObject(),
        RecordBinder.toJson(event.initiator().map(Initiator::members).orElse(null)));
  }
}
