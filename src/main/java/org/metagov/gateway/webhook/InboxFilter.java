package org.metagov.gateway.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;

/**
 * Which webhooks are listed.
 *
 * @param after those with a greater id
 * @param community those for this community
 * @param plugin those for this plugin
 * @param state those of which this has become
 * @param key those for communities that this key sees; absent: all
 */
public record InboxFilter(
    long after,
    Optional<String> community,
    Optional<String> plugin,
    Optional<InboxState> state,
    Optional<String> key) {
  private static final String SEEN =
      " AND EXISTS (SELECT k FROM KeyCommunity k WHERE k.keyId = :key"
          + " AND k.community = e.community AND k.since <= e.receivedAt"
          + " AND (k.until IS NULL OR k.until >= e.receivedAt))";

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return community.map(c -> " AND e.community = :community").orElse("")
        + plugin.map(p -> " AND e.plugin = :plugin").orElse("")
        + state.map(InboxFilter::where).orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** What a process has parked is parked, too. */
  private static String where(InboxState state) {
    return state == InboxState.PARKED
        ? " AND (e.state = :state OR EXISTS"
            + " (SELECT t FROM InboxTask t WHERE t.inboxId = e.id AND t.dueAt IS NULL))"
        : " AND e.state = :state";
  }

  /** Returns the values of the conditions' parameters, and of {@code :after}. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("after", after);
    community.ifPresent(c -> parameters.put("community", Texts.key(c)));
    plugin.ifPresent(p -> parameters.put("plugin", Texts.key(p)));
    state.ifPresent(s -> parameters.put("state", s));
    key.ifPresent(k -> parameters.put("key", k));
    return parameters;
  }
}
