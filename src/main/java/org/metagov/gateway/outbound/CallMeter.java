package org.metagov.gateway.outbound;

import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.metric.StatusClass;
import org.metagov.gateway.metric.Timed;

/** Counts the calls of one plugin to its platforms. */
public final class CallMeter {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Meter calls;
  private final Timed times;
  private final Meter unsent;

  /** Counts for {@code plugin}. */
  public CallMeter(Meters meters, String plugin) {
    calls = meters.of(Metric.PLATFORM_CALLS).with(plugin);
    times =
        new Timed(
            meters.of(Metric.PLATFORM_TIME).with(plugin),
            meters.of(Metric.PLATFORM_WITHIN).with(plugin));
    unsent = meters.of(Metric.LIMITS_REFUSED).with("platform_budget");
  }

  /** Notes the status of an answer, or why there is none, and how long it took. */
  void heard(String status, long nanos) {
    calls.with(status).count();
    times.took(nanos);
  }

  /** Notes that a call was not made, to keep within the budget. */
  void unsent() {
    unsent.count();
  }

  /** Returns what an answer with this status counts as. */
  static String of(int status) {
    return status == TOO_MANY_REQUESTS ? "429" : StatusClass.of(status, "broken");
  }
}
