package org.metagov.gateway.process;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.problem.Texts;

/**
 * Which processes are listed.
 *
 * @param after those with a greater id, or a smaller one, as the order is
 * @param order in which order
 * @param community those of this community
 * @param plugin those of this plugin
 * @param platformId those of instances that are called so
 * @param name those called so
 * @param since those that were started then or later
 * @param status those that have come so far
 * @param key those of communities that this key sees; absent: all
 */
public record ProcessFilter(
    long after,
    PageOrder order,
    Optional<String> community,
    Optional<String> plugin,
    Optional<String> platformId,
    Optional<String> name,
    Optional<Instant> since,
    Optional<ProcessStatus> status,
    Optional<String> key) {
  /** By its plugins, of which each has its processes in an index: others' are not looked at. */
  private static final String OF_COMMUNITY =
      " AND p.instanceId IN (SELECT e.id FROM EnabledPlugin e WHERE e.community.name = :community)";

  private static final String CALLED =
      " AND p.instanceId IN (SELECT i.id FROM EnabledPlugin i WHERE i.called = :called)";

  private static final String SEEN =
      " AND p.community IN (SELECT k.community FROM KeyCommunity k"
          + " WHERE k.keyId = :key AND k.until IS NULL)";

  /**
   * Returns whether they are read from the end of the table. Others are found by their plugins; or
   * they may be rare, and processes are few beside all else.
   */
  boolean isFromTheEnd() {
    return order == PageOrder.NEWEST
        && community.isEmpty()
        && plugin.isEmpty()
        && name.isEmpty()
        && since.isEmpty()
        && key.isEmpty();
  }

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return community.map(c -> OF_COMMUNITY).orElse("")
        + plugin.map(p -> " AND p.plugin = :plugin").orElse("")
        + platformId.map(id -> CALLED).orElse("")
        + name.map(n -> " AND CONCAT(p.plugin, CONCAT('.', p.name)) = :name").orElse("")
        + since.map(s -> " AND p.createdAt >= :since").orElse("")
        + status.map(s -> " AND p.status = :status").orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** Returns the values of the conditions' parameters. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    community.ifPresent(c -> parameters.put("community", Texts.key(c)));
    plugin.ifPresent(p -> parameters.put("plugin", Texts.key(p)));
    platformId.ifPresent(id -> parameters.put("called", Texts.key(id)));
    name.ifPresent(n -> parameters.put("name", Texts.fitting(n)));
    since.ifPresent(s -> parameters.put("since", s));
    status.ifPresent(s -> parameters.put("status", s));
    key.ifPresent(k -> parameters.put("key", k));
    return parameters;
  }
}
