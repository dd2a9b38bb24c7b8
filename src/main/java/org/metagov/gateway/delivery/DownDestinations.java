package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.lane.LanesWoken;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.work.Bulkhead;

/**
 * Which destinations are down, as it was a moment ago: it saves the lanes that wait for one from
 * being claimed in vain. Whoever has claimed a lane looks for himself.
 */
@ApplicationScoped
public class DownDestinations {
  private static final long MOMENT_NANOS = Duration.ofMillis(200).toNanos();

  /** Where no other node finds one down or up, all of that is heard of. */
  private static final long LONG_NANOS = Duration.ofSeconds(5).toNanos();

  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private Node node;

  private volatile Map<String, Instant> probes = Map.of();
  private volatile boolean changed = true;

  /** Used by one thread: that which looks for what is due. */
  private long looked;

  /** One has gone down, or was tried in vain. */
  public void failed() {
    changed = true;
  }

  /** One is up again, or is to be tried at once. */
  void woken(@Observes(during = TransactionPhase.AFTER_SUCCESS) LanesWoken event) {
    changed = true;
  }

  /** Returns how many there are, as far as they are looked at. */
  int count() {
    return probes.size();
  }

  /** Returns those that nobody is to try yet. */
  List<Bulkhead> untried() {
    long fresh = node.isAlone() ? LONG_NANOS : MOMENT_NANOS;
    if (changed || System.nanoTime() - looked >= fresh) {
      changed = false;
      looked = System.nanoTime();
      probes = read();
    }
    if (probes.isEmpty()) {
      return List.of();
    }
    Instant now = clock.now();
    return probes.entrySet().stream()
        .filter(probe -> probe.getValue().isAfter(now))
        .map(probe -> new Bulkhead("down", 0, Destinations.COLUMN, probe.getKey()))
        .toList();
  }

  /** Returns the one place that there is for who tries {@code destination}, if it is down. */
  Optional<Bulkhead> turn(String destination) {
    return probes.containsKey(destination)
        ? Optional.of(new Bulkhead("probe " + destination, 1, Destinations.COLUMN, destination))
        : Optional.empty();
  }

  private Map<String, Instant> read() {
    return sql
        .selectWithoutWaiting(
            "SELECT name, next_probe_at FROM destination_down FETCH FIRST 1000 ROWS ONLY",
            row -> Map.entry(row.getString(1), InstantColumn.instant(row.getLong(2))),
            List.of())
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
