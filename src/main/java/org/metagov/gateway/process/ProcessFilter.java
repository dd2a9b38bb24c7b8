package org.metagov.gateway.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;

/**
 * Which processes are listed.
 *
 * @param after those with a greater id
 * @param community those of this community
 * @param plugin those of this plugin
 * @param status those that have come so far
 * @param key those of communities that this key sees; absent: all
 */
record ProcessFilter(
    long after,
    Optional<String> community,
    Optional<String> plugin,
    Optional<ProcessStatus> status,
    Optional<String> key) {
  private static final String SEEN =
      " AND p.community IN (SELECT k.community FROM KeyCommunity k"
          + " WHERE k.keyId = :key AND k.until IS NULL)";

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return community.map(c -> " AND p.community = :community").orElse("")
        + plugin.map(p -> " AND p.plugin = :plugin").orElse("")
        + status.map(s -> " AND p.status = :status").orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** Returns the values of the conditions' parameters, and of {@code :after}. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("after", after);
    community.ifPresent(c -> parameters.put("community", Texts.key(c)));
    plugin.ifPresent(p -> parameters.put("plugin", Texts.key(p)));
    status.ifPresent(s -> parameters.put("status", s));
    key.ifPresent(k -> parameters.put("key", k));
    return parameters;
  }
}
