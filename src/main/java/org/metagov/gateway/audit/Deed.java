package org.metagov.gateway.audit;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;

/**
 * Something that somebody has asked for.
 *
 * @param caller who
 * @param method the HTTP method
 * @param route the path, with names in braces; a word, where the gateway did it by itself
 * @param names what stood in the places of those names
 * @param community the community it is about; empty where it is about none, or that is not known
 */
public record Deed(
    Caller caller,
    String method,
    String route,
    Map<String, String> names,
    Optional<String> community) {
  private static final int LONGEST_NAME = 200;

  /** Copies {@code names}. */
  public Deed {
    names = Map.copyOf(names);
  }

  /** Returns it, about {@code known}. */
  Deed about(String known) {
    return new Deed(caller, method, route, names, Optional.of(known));
  }

  /** Returns it, with one more name. */
  Deed named(String name, String value) {
    Map<String, String> more = new TreeMap<>(names);
    more.put(name, value);
    return new Deed(caller, method, route, more, community);
  }

  /**
   * Returns what is written of it: no value of anything, but names.
   *
   * @param fields what it has changed
   * @param status what was answered, where that is known
   */
  JsonObject toJson(Instant at, List<String> fields, OptionalInt status) {
    JsonObjectBuilder named = JsonText.object();
    // Sorted, so that the same is written the same.
    names.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(name -> named.add(name.getKey(), Texts.fitting(name.getValue(), LONGEST_NAME)));
    JsonObjectBuilder json =
        JsonText.object()
            .add("at", at.toString())
            .add(
                "who",
                JsonText.object()
                    .add("kind", caller.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .add("driver_key", JsonText.string(caller.keyId().orElse(null)))
                    .add("listener", caller.listener())
                    .add("source", caller.source()))
            .add("method", method)
            .add("route", route)
            .add("names", named)
            .add("community", JsonText.string(community.map(Deed::fitting).orElse(null)))
            .add("fields", JsonText.provider().createArrayBuilder(fields));
    return (status.isPresent() ? json.add("status", status.getAsInt()) : json.addNull("status"))
        .build();
  }

  private static String fitting(String name) {
    return Texts.fitting(name, LONGEST_NAME);
  }
}
