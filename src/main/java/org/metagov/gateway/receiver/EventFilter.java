package org.metagov.gateway.receiver;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.json.JsonText;

/**
 * Which events a receiver hears of. An absent list lets everything through; {@code *} stands for
 * any text.
 *
 * @param communities names of communities
 * @param sources names of plugins
 * @param eventTypes types of events
 * @param systemEvents whether it hears of the gateway's own events, which have no plugin
 */
public record EventFilter(
    Optional<List<String>> communities,
    Optional<List<String>> sources,
    Optional<List<String>> eventTypes,
    boolean systemEvents) {
  static final String COMMUNITIES = "communities";
  static final String SOURCES = "sources";
  static final String EVENT_TYPES = "event_types";
  static final String SYSTEM_EVENTS = "system_events";

  /** Returns whether an event gets through; what is of no community has an empty one. */
  public boolean lets(String community, String source, String eventType) {
    boolean from = source.equals(Message.GATEWAY) ? systemEvents : any(sources, source);
    return from && hears(community) && any(eventTypes, eventType);
  }

  /** Returns whether anything of {@code community} may get through. */
  public boolean hears(String community) {
    return community.isEmpty() || any(communities, community);
  }

  /** Returns all communities of which anything may get through, where they are named one by one. */
  public Optional<List<String>> named() {
    return communities.filter(names -> names.stream().noneMatch(name -> name.contains("*")));
  }

  static EventFilter of(JsonObject json) {
    return new EventFilter(
        patterns(json, COMMUNITIES),
        patterns(json, SOURCES),
        patterns(json, EVENT_TYPES),
        json.getBoolean(SYSTEM_EVENTS, false));
  }

  JsonObject toJson() {
    JsonObjectBuilder json = JsonText.object();
    add(json, COMMUNITIES, communities);
    add(json, SOURCES, sources);
    add(json, EVENT_TYPES, eventTypes);
    return json.add(SYSTEM_EVENTS, systemEvents).build();
  }

  private static void add(JsonObjectBuilder json, String name, Optional<List<String>> patterns) {
    if (patterns.isPresent()) {
      json.add(name, JsonText.provider().createArrayBuilder(patterns.get()));
    } else {
      json.addNull(name);
    }
  }

  private static Optional<List<String>> patterns(JsonObject json, String name) {
    return json.get(name) instanceof JsonArray array
        ? Optional.of(array.getValuesAs(JsonString::getString))
        : Optional.empty();
  }

  private static boolean any(Optional<List<String>> patterns, String text) {
    return patterns.isEmpty() || patterns.get().stream().anyMatch(p -> matches(p, text));
  }

  private static boolean matches(String pattern, String text) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(text);
    }
    String last = parts[parts.length - 1];
    int at = parts[0].length();
    int end = text.length() - last.length();
    if (at > end || !text.startsWith(parts[0]) || !text.endsWith(last)) {
      return false;
    }
    // The first place of each part is the best: it leaves the most to the others.
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }
}
