package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.PluginHealth;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** How the processes of a plugin go that are under way. */
@ApplicationScoped
public class ProcessHealth implements PluginHealth {
  /** Whoever has more than that need not know how many. */
  private static final int MOST = 1_000;

  private static final String PENDING =
      "SELECT failures, last_error, checked_at, next_check_at FROM governance_process"
          + " WHERE instance_id = ? AND status = 'PENDING' FETCH FIRST ? ROWS ONLY";

  @Inject private Sql sql;

  /** A process that is under way. */
  private record Pending(
      int failures, Optional<String> error, Optional<Instant> checked, Optional<Instant> next) {}

  @Override
  public Part of(PluginSnapshot plugin) {
    List<Pending> pending =
        sql.select(
            PENDING,
            row ->
                new Pending(
                    row.getInt("failures"),
                    Optional.ofNullable(row.getString("last_error")),
                    Statements.time(row, "checked_at"),
                    Statements.time(row, "next_check_at")),
            List.of(plugin.id(), MOST));
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
            .add("pending", pending.size())
            .add("failing", failing)
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
