package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.PluginHealth;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** What waits to be worked off for a plugin, and what was parked. */
@ApplicationScoped
public class InboxHealth implements PluginHealth {
  /** Whoever has more than that need not know how many. */
  private static final int MOST = 1_000;

  private static final String IN_STATE = " FROM inbox WHERE instance_id = ? AND state = ?";

  @Inject private Sql sql;

  @Override
  public Part of(PluginSnapshot plugin) {
    return sql.with(
        all -> {
          int parked = count(all, plugin, InboxState.PARKED);
          InboxState told = parked > 0 ? InboxState.PARKED : InboxState.WAITING;
          Optional<String> error =
              all
                  .list(
                      "SELECT last_error" + IN_STATE + " ORDER BY id DESC FETCH FIRST 1 ROWS ONLY",
                      row -> Optional.ofNullable(row.getString(1)),
                      plugin.id(),
                      told.name())
                  .stream()
                  .flatMap(Optional::stream)
                  .findFirst();
          return new Part(
              "inbox",
              JsonText.object()
                  .add("waiting", count(all, plugin, InboxState.WAITING))
                  .add("parked", parked)
                  .add("last_error", JsonText.string(error.orElse(null)))
                  .build(),
              parked > 0 ? List.of("inbox_parked") : List.of());
        });
  }

  private static int count(Statements sql, PluginSnapshot plugin, InboxState state) {
    return sql.list(
            "SELECT id" + IN_STATE + " FETCH FIRST ? ROWS ONLY",
            row -> row.getLong(1),
            plugin.id(),
            state.name(),
            MOST)
        .size();
  }
}
