package org.metagov.gateway.describe;

import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.lane.SystemEventType;
import org.metagov.gateway.schema.InputSchema;

/**
 * Events as drivers see them: what a plugin tells as a test of it has seen it, with what all events
 * have besides as a test of the gateway was sent it; the gateway's own ones as they were sent.
 */
final class EventExamples {
  private static final String EVENTS = "events";

  private final Examples gateway;

  EventExamples(Examples gateway) {
    this.gateway = gateway;
  }

  /** Returns an event of any kind. */
  JsonValue any() {
    return gateway.find("messages", "event").orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  /** Returns one of the gateway's own. */
  Optional<JsonValue> of(SystemEventType type) {
    return gateway.find("system_events", type.wireName());
  }

  /** Returns one of {@code plugin}'s; what no test has seen is made of its schema. */
  Optional<JsonValue> of(PluginDescriptor plugin, EventDescriptor event) {
    Examples own = Examples.of(plugin.type());
    return own.find(EVENTS, event.eventType(), "data")
        .or(() -> event.schema().map(InputSchema::of).flatMap(Sample::of))
        .map(data -> told(plugin, event, data, own.find(EVENTS, event.eventType(), "initiator")));
  }

  private JsonValue told(
      PluginDescriptor plugin,
      EventDescriptor event,
      JsonValue data,
      Optional<JsonValue> initiator) {
    return JsonText.object(any().asJsonObject())
        // Most instances are called nothing.
        .remove(PlatformIdParameter.NAME)
        .add("source", plugin.name())
        .add("event_type", event.eventType())
        .add("data", data)
        .add("initiator", initiator.orElse(JsonValue.NULL))
        .build();
  }
}
