package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.PluginHealth;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;

/** What waits to be worked off for a plugin, and what was parked. */
@ApplicationScoped
public class InboxHealth implements PluginHealth {
  /** Whoever has more than that need not know how many. */
  private static final int MOST = 1_000;

  /** By the index of lanes: what is done may have piled up by the million. */
  private static final String WAITING =
      " FROM inbox WHERE " + InboxRows.WAITS + " AND instance_id = ?";

  private static final String PARKED =
      " FROM inbox WHERE lane_id IS NULL AND ended_at IS NULL AND instance_id = ?";

  @Inject private Sql sql;

  @Override
  public Part of(PluginSnapshot plugin) {
    int parked = count(PARKED, plugin);
    Optional<String> error = lastError(parked > 0 ? PARKED : WAITING, plugin);
    return new Part(
        "inbox",
        JsonText.object()
            .add("waiting", count(WAITING, plugin))
            .add("parked", parked)
            .add("last_error", JsonText.string(error.orElse(null)))
            .build(),
        parked > 0 ? List.of("inbox_parked") : List.of());
  }

  private Optional<String> lastError(String these, PluginSnapshot plugin) {
    return sql
        .selectWithoutWaiting(
            "SELECT last_error" + these + " ORDER BY id DESC FETCH FIRST 1 ROWS ONLY",
            row -> Optional.ofNullable(row.getString(1)),
            List.of(plugin.id()))
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private int count(String these, PluginSnapshot plugin) {
    return sql.selectWithoutWaiting(
            "SELECT id" + these + " FETCH FIRST ? ROWS ONLY",
            row -> row.getLong(1),
            List.of(plugin.id(), MOST))
        .size();
  }
}
