package org.metagov.gateway.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * How much waits in each queue, and for how long, for {@code /metrics}. However often that is asked
 * for, a queue is looked at once in ten seconds, and no further than its first ten thousand rows.
 */
@ApplicationScoped
public class QueueMetrics {
  /** How many pieces of work are due. */
  static final String DUE = "metagov_queue_due";

  /** For how long the one has been due that has waited longest. */
  static final String AGE = "metagov_queue_age";

  private static final Logger LOG = Logger.getLogger(QueueMetrics.class.getName());
  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 10_000;
  private static final double MILLIS = 1_000;

  @Inject @Any private Instance<Queue> queues;
  @Inject private MetricRegistry metrics;
  @Inject private Sql sql;
  @Inject private StoreClock clock;

  private final Map<String, Sample> samples = new ConcurrentHashMap<>();

  /**
   * What a look has shown.
   *
   * @param due how many pieces were due, at most {@value QueueMetrics#MOST}
   * @param age how long the first of them has been, in seconds
   * @param nanos when that was
   */
  private record Sample(double due, double age, long nanos) {
    boolean isFresh(long now) {
      return now - nanos < FRESH_NANOS;
    }
  }

  /** Registers what there is to tell of each queue. */
  void start() {
    for (Queue queue : queues) {
      gauge(
          DUE,
          "How many pieces of work are due in a queue, up to " + MOST,
          "none",
          queue,
          Sample::due);
      gauge(
          AGE,
          "For how long the piece of work has been due that waits longest",
          "seconds",
          queue,
          Sample::age);
    }
  }

  private void gauge(
      String name, String description, String unit, Queue queue, Function<Sample, Double> of) {
    metrics.gauge(
        Metadata.builder().withName(name).withDescription(description).withUnit(unit).build(),
        queue,
        of.compose(this::sample),
        new Tag("queue", queue.table().name()));
  }

  private Sample sample(Queue queue) {
    return samples.compute(
        queue.table().name(),
        (name, last) -> last != null && last.isFresh(System.nanoTime()) ? last : look(queue));
  }

  private Sample look(Queue queue) {
    try {
      Instant now = clock.now();
      List<Instant> due = queue.table().dueSince(sql, now, MOST, queue.only());
      double age = due.isEmpty() ? 0 : Duration.between(due.get(0), now).toMillis() / MILLIS;
      return new Sample(due.size(), age, System.nanoTime());
    } catch (RuntimeException e) {
      // The store is away: nobody knows, which is neither nothing nor what was before.
      StoreUnavailable.log(LOG, "What waits in " + queue.table().name() + " was not read", e);
      return new Sample(Double.NaN, Double.NaN, System.nanoTime());
    }
  }
}
