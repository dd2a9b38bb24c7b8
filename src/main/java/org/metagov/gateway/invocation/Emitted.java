package org.metagov.gateway.invocation;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/**
 * An event as a plugin has told it, with its data as JSON.
 *
 * @param eventType its name
 * @param data what it tells
 * @param initiator who has caused it: an object, or JSON null
 * @param trace what it belongs to
 * @param platformId what the instance is told apart by that has told it
 * @param key what it is known by, among all events; empty: by the work that has found it
 * @param time when it happened; empty: when it is written
 */
public record Emitted(
    String eventType,
    JsonObject data,
    JsonValue initiator,
    Trace trace,
    Optional<String> platformId,
    Optional<String> key,
    Optional<Instant> time) {
  /** As part of what this thread is at work for. */
  public Emitted(String eventType, JsonObject data, JsonValue initiator) {
    this(
        eventType,
        data,
        initiator,
        CurrentTrace.get(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns {@code events} as an instance tells them that is called {@code platformId}. */
  public static List<Emitted> by(Optional<String> platformId, List<Emitted> events) {
    return platformId.isEmpty()
        ? events
        : events.stream()
            .map(
                e ->
                    new Emitted(
                        e.eventType, e.data, e.initiator, e.trace, platformId, e.key, e.time))
            .toList();
  }

  /** Returns it, caused by {@code known}. */
  public Emitted by(JsonValue known) {
    return new Emitted(eventType, data, known, trace, platformId, key, time);
  }

  /** Returns it; a key that it has is one of the plugin instance {@code id}. */
  public Emitted of(long id) {
    Optional<String> own = key.map(text -> id + " " + text);
    return new Emitted(eventType, data, initiator, trace, platformId, own, time);
  }

  static Emitted of(PlatformEvent event) {
    return new Emitted(
        event.eventType(),
        RecordBinder.toJson(event.data()).asJsonObject(),
        RecordBinder.toJson(event.initiator().map(Initiator::members).orElse(null)),
        CurrentTrace.get(),
        Optional.empty(),
        event.key(),
        event.time());
  }
}
