package org.metagov.gateway.poll;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.PluginHealth;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** Whether a plugin gets its news from its platform. */
@ApplicationScoped
public class PollHealth implements PluginHealth {
  private static final String OF =
      "SELECT polled_at, next_poll_at, failures, last_error FROM plugin_poll WHERE instance_id = ?";

  @Inject private Sql sql;

  @Override
  public Part of(PluginSnapshot plugin) {
    List<JsonObject> polls = sql.select(OF, PollHealth::view, List.of(plugin.id()));
    if (polls.isEmpty()) {
      return new Part("poll", JsonValue.NULL, List.of());
    }
    boolean failing = polls.get(0).getInt("failures") > 0;
    return new Part("poll", polls.get(0), failing ? List.of("poll_failing") : List.of());
  }

  private static JsonObject view(ResultSet row) throws SQLException {
    return JsonText.object()
        .add(
            "last_at",
            JsonText.string(Statements.time(row, "polled_at").map(Instant::toString).orElse(null)))
        .add("next_at", Statements.time(row, "next_poll_at").orElseThrow().toString())
        .add("failures", row.getInt("failures"))
        .add("last_error", JsonText.string(row.getString("last_error")))
        .build();
  }
}
