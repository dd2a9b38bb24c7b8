package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.setup.PluginHealth;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.ByIndex;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** How the processes of a plugin go that are under way. */
@ApplicationScoped
public class ProcessHealth implements PluginHealth {
  /** Whoever has more than that need not know how many; no community has many times more. */
  private static final int MOST = 1_000;

  private static final String PENDING =
      "SELECT instance_id, failures, last_error, checked_at, next_check_at"
          + " FROM governance_process"
          + ByIndex.of("GOVERNANCE_PROCESS_STATUS")
          + " WHERE status = 'PENDING' AND instance_id IN ";

  @Inject private Sql sql;

  /** A process that is under way. */
  private record Pending(
      long instance,
      int failures,
      Optional<String> error,
      Optional<Instant> checked,
      Optional<Instant> next) {}

  @Override
  public Map<Long, Part> of(List<PluginSnapshot> plugins) {
    return sql.with(all -> of(all, plugins.stream().map(PluginSnapshot::id).toList()));
  }

  static Map<Long, Part> of(Statements sql, List<Long> instances) {
    Among among = Among.of(instances);
    Map<Long, List<Pending>> pending =
        sql.list(PENDING + among.list(), ProcessHealth::pending, among.values().toArray()).stream()
            .collect(Collectors.groupingBy(Pending::instance));
    return instances.stream()
        .collect(Collectors.toMap(id -> id, id -> part(pending.getOrDefault(id, List.of()))));
  }

  private static Pending pending(ResultSet row) throws SQLException {
    return new Pending(
        row.getLong("instance_id"),
        row.getInt("failures"),
        Optional.ofNullable(row.getString("last_error")),
        Statements.time(row, "checked_at"),
        Statements.time(row, "next_check_at"));
  }

  private static Part part(List<Pending> pending) {
    long failing = pending.stream().filter(one -> one.failures() > 0).count();
    Optional<Instant> last =
        pending.stream().flatMap(one -> one.checked().stream()).max(Comparator.naturalOrder());
    Optional<Instant> next =
        pending.stream().flatMap(one -> one.next().stream()).min(Comparator.naturalOrder());
    Optional<String> error =
        pending.stream()
            .filter(one -> one.error().isPresent())
            .max(Comparator.comparing(one -> one.checked().orElse(Instant.MIN)))
            .flatMap(Pending::error);
    return new Part(
        "processes",
        JsonText.object()
            .add("pending", Math.min(MOST, pending.size()))
            .add("failing", Math.min(MOST, failing))
            .add("last_checked_at", time(last))
            .add("next_check_at", time(next))
            .add("last_error", JsonText.string(error.orElse(null)))
            .build(),
        failing > 0 ? List.of("checks_failing") : List.of());
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
