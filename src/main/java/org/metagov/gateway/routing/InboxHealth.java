package org.metagov.gateway.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
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
import org.metagov.gateway.webhook.Counted;

/** What waits to be worked off for a plugin, and what was parked. */
@ApplicationScoped
public class InboxHealth implements PluginHealth {
  /** Whoever has more than that need not know how many. */
  private static final int MOST = 1_000;

  /**
   * In the order of the index of lanes, and without more conditions: what is done may have piled up
   * by the million, and Derby would look through it for the instance.
   */
  private static final String IN_LANE =
      "SELECT last_error FROM inbox WHERE lane_id = ?"
          + " ORDER BY lane_id, ended_at, id FETCH FIRST ? ROWS ONLY";

  private static final String LANES =
      "SELECT instance_id, id FROM inbox_lane"
          + ByIndex.ofConstraint("INBOX_LANE_ONCE")
          + " WHERE instance_id IN ";

  private static final String PARKED =
      "SELECT instance_id, last_error FROM inbox WHERE lane_id IS NULL AND ended_at IS NULL"
          + " ORDER BY lane_id, ended_at, id FETCH FIRST ? ROWS ONLY";

  /** Of all communities: so many are looked through for those of one. */
  private static final int MOST_PARKED = 10_000;

  @Inject private Sql sql;

  /** Webhooks that wait, or are parked. */
  private record Counted(int count, Optional<String> lastError) {
    static Counted of(List<Optional<String>> errors) {
      return new Counted(
          Math.min(MOST, errors.size()),
          errors.stream().flatMap(Optional::stream).reduce((earlier, later) -> later));
    }
  }

  @Override
  public Map<Long, Part> of(List<PluginSnapshot> plugins) {
    List<Long> instances = plugins.stream().map(PluginSnapshot::id).toList();
    Map<Long, List<Optional<String>>> parked = parked();
    Map<Long, List<Long>> lanes = lanes(instances);
    return instances.stream()
        .collect(
            Collectors.toMap(
                id -> id,
                id ->
                    part(
                        Counted.of(parked.getOrDefault(id, List.of())),
                        waiting(lanes.getOrDefault(id, List.of())))));
  }

  private static Part part(Counted parked, Counted waiting) {
    Optional<String> error = parked.count() > 0 ? parked.lastError() : waiting.lastError();
    return new Part(
        "inbox",
        JsonText.object()
            .add("waiting", waiting.count())
            .add("parked", parked.count())
            .add("last_error", JsonText.string(error.orElse(null)))
            .build(),
        parked.count() > 0 ? List.of("inbox_parked") : List.of());
  }

  /** Returns why those that are parked have failed, in their order, by instance. */
  private Map<Long, List<Optional<String>>> parked() {
    record Parked(long instance, Optional<String> error) {}
    return sql
        .selectWithoutWaiting(
            PARKED,
            row -> new Parked(row.getLong(1), Optional.ofNullable(row.getString(2))),
            List.of(MOST_PARKED))
        .stream()
        .collect(
            Collectors.groupingBy(
                Parked::instance, Collectors.mapping(Parked::error, Collectors.toList())));
  }

  /** Returns the lanes in which something waits, by instance: others are not kept. */
  private Map<Long, List<Long>> lanes(List<Long> instances) {
    Among among = Among.of(instances);
    return sql
        .selectWithoutWaiting(
            LANES + among.list(), row -> Map.entry(row.getLong(1), row.getLong(2)), among.values())
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private Counted waiting(List<Long> lanes) {
    List<Optional<String>> errors = new ArrayList<>();
    for (int i = 0; i < lanes.size() && errors.size() < MOST; i++) {
      errors.addAll(
          sql.selectWithoutWaiting(
              IN_LANE,
              row -> Optional.ofNullable(row.getString(1)),
              List.of(lanes.get(i), MOST - errors.size())));
    }
    return Counted.of(errors);
  }
}
