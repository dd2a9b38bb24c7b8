package org.metagov.gateway.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.metagov.gateway.background.Glances;
import org.metagov.gateway.background.Glimpses;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * How much waits in each queue, and for how long, for {@code /metrics}. However often that is asked
 * for, a queue is looked at once in ten seconds, and no further than its first ten thousand rows.
 */
@ApplicationScoped
public class QueueMetrics {
  private static final int MOST = 10_000;
  private static final double MILLIS = 1_000;

  @Inject @Any private Instance<Queue> queues;
  @Inject private Meters meters;
  @Inject private Sql sql;
  @Inject private StoreClock clock;
  @Inject private Glances glances;

  private final Glimpses<String, Sample> samples = new Glimpses<>();

  /**
   * What a look has shown.
   *
   * @param due how many pieces were due, at most {@value QueueMetrics#MOST}
   * @param age how long the first of them has been, in seconds
   */
  private record Sample(double due, double age) {}

  /** Registers what there is to tell of each queue. */
  void start() {
    for (Queue queue : queues) {
      String name = queue.table().name();
      meters.gauge(Metric.QUEUE_DUE, () -> sample(queue).due(), name);
      meters.gauge(Metric.QUEUE_AGE, () -> sample(queue).age(), name);
    }
  }

  private Sample sample(Queue queue) {
    return samples.of(queue.table().name(), () -> look(queue));
  }

  private Sample look(Queue queue) {
    // Where the store is away nobody knows, which is neither nothing nor what was before.
    return glances
        .see(
            () -> {
              Instant now = clock.now();
              List<Instant> due = queue.table().dueSince(sql, now, MOST, queue.only());
              double age =
                  due.isEmpty() ? 0 : Duration.between(due.get(0), now).toMillis() / MILLIS;
              return new Sample(due.size(), age);
            })
        .orElse(new Sample(Double.NaN, Double.NaN));
  }
}
