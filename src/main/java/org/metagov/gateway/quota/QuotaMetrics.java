package org.metagov.gateway.quota;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.background.Glances;
import org.metagov.gateway.background.Glimpses;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Sql;

/**
 * How much of each quota is taken by whoever takes most of it, and how often one was refused, for
 * {@code /metrics}. Who that is stands in the log: {@code /metrics} asks for no key.
 */
@ApplicationScoped
public class QuotaMetrics {
  /** Live streams are counted in memory: they are no rows. */
  public static final String STREAMS = "streams";

  @Inject private Meters meters;
  @Inject private Settings settings;
  @Inject private Sql sql;
  @Inject private Glances glances;

  private final Glimpses<Quota, Double> seen = new Glimpses<>();

  /** Registers how full they are. */
  public void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    Stream.of(Quota.values())
        .forEach(quota -> meters.gauge(Metric.QUOTA_FULLEST, () -> fullest(quota), quota.label()));
  }

  /** Counts that somebody is refused more of {@code quota}; returns what that one is told. */
  public ProblemException refused(Quota quota, ProblemException told) {
    return refused(quota.label(), told);
  }

  /** As above, by the label that metrics have. */
  public ProblemException refused(String quota, ProblemException told) {
    meters.of(Metric.QUOTA_REFUSED).with(quota).count();
    return told;
  }

  /** Returns the part that is taken, of the one who has taken most. */
  private double fullest(Quota quota) {
    return seen.of(quota, () -> look(quota));
  }

  private double look(Quota quota) {
    // Where the store is away nobody knows, which is neither nothing nor what was before.
    return glances
        .see(
            () ->
                sql.selectWithoutWaiting(
                        "SELECT MAX(held), MAX(bytes) FROM community_use WHERE quota = ?",
                        row -> part(quota, row.getDouble(1), row.getDouble(2)),
                        List.of(quota.name()))
                    .get(0))
        .orElse(Double.NaN);
  }

  private double part(Quota quota, double rows, double bytes) {
    return Math.max(
        rows / settings.get(quota.rows()),
        quota.bytes().map(most -> bytes / settings.get(most)).orElse(0.0));
  }
}
