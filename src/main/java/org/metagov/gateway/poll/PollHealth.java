package org.metagov.gateway.poll;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.setup.PluginHealth;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** Whether a plugin gets its news from its platform. */
@ApplicationScoped
public class PollHealth implements PluginHealth {
  private static final String OF =
      "SELECT instance_id, polled_at, next_poll_at, failures, last_error FROM plugin_poll"
          + " WHERE instance_id IN ";

  @Inject private Sql sql;

  @Override
  public Map<Long, Part> of(List<PluginSnapshot> plugins) {
    List<Long> ids = plugins.stream().map(PluginSnapshot::id).toList();
    Among among = Among.of(ids);
    Map<Long, JsonObject> polls =
        sql
            .select(
                OF + among.list(),
                row -> Map.entry(row.getLong("instance_id"), view(row)),
                among.values())
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return ids.stream()
        .collect(Collectors.toMap(id -> id, id -> part(Optional.ofNullable(polls.get(id)))));
  }

  private static Part part(Optional<JsonObject> poll) {
    boolean failing = poll.filter(found -> found.getInt("failures") > 0).isPresent();
    return new Part(
        "poll",
        poll.<JsonValue>map(found -> found).orElse(JsonValue.NULL),
        failing ? List.of("poll_failing") : List.of());
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
