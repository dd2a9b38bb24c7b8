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
 */
record ProcessFilter(
    long after,
    Optional<String> community,
    Optional<String> plugin,
    Optional<ProcessStatus> status) {

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return community.map(c -> " AND p.community = :community").orElse("")
        + plugin.map(p -> " AND p.plugin = :plugin").orElse("")
        + status.map(s -> " AND p.status = :status").orElse("");
  }

  /** Returns the values of the conditions' parameters, and of {@code :after}. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("after", after);
    community.ifPresent(c -> parameters.put("community", Texts.key(c)));
    plugin.ifPresent(p -> parameters.put("plugin", Texts.key(p)));
    status.ifPresent(s -> parameters.put("status", s));
    return parameters;
  }
}
