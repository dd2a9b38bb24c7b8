package org.metagov.gateway.work;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;

/** Counts the work of one queue, and how long it takes. */
final class QueueMeter {
  private final LongAdder running = new LongAdder();
  private final Meter done;
  private final Meter failed;
  private final Meter time;

  /** Counts for the queue {@code name}, which has so many {@code places}. */
  QueueMeter(Meters meters, String name, int places) {
    done = meters.of(Metric.QUEUE_WORK).with(name).with("done");
    failed = meters.of(Metric.QUEUE_WORK).with(name).with("failed");
    time = meters.of(Metric.QUEUE_TIME).with(name);
    meters.gauge(Metric.QUEUE_RUNNING, running::sum, name);
    meters.gauge(Metric.QUEUE_PLACES, () -> places, name);
  }

  /** Returns what {@code work} returns. */
  boolean of(BooleanSupplier work) {
    running.increment();
    long began = System.nanoTime();
    Meter end = failed;
    try {
      boolean more = work.getAsBoolean();
      end = done;
      return more;
    } finally {
      running.decrement();
      time.add(System.nanoTime() - began);
      end.count();
    }
  }
}
