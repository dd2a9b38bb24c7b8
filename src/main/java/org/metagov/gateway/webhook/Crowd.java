package org.metagov.gateway.webhook;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether webhooks come faster than one by one, and whose they are: lanes may wait for more of
 * those, to be recorded together, and no others. Written by one thread.
 */
final class Crowd {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private volatile long crowdedAt;
  private volatile Window window;
  private volatile Window before;

  /** What has come in for a second, by instance. */
  private record Window(long began, Map<Long, Integer> counts) {
    static Window begun(long now) {
      return new Window(now, new ConcurrentHashMap<>());
    }

    int of(long instance) {
      return counts.getOrDefault(instance, 0);
    }
  }

  Crowd(LongSupplier nanos) {
    this.nanos = nanos;
    long now = nanos.getAsLong();
    crowdedAt = now - FRESH_NANOS;
    window = Window.begun(now);
    before = window;
  }

  /** Notes what has come at once: for each request, the instances that it is for. */
  void came(List<List<Long>> requests) {
    if (requests.size() > 1) {
      crowdedAt = nanos.getAsLong();
    }
    requests.forEach(instances -> instances.forEach(this::cameFor));
  }

  private void cameFor(long instance) {
    long now = nanos.getAsLong();
    if (now - window.began() >= WINDOW_NANOS) {
      before = now - window.began() < 2 * WINDOW_NANOS ? window : Window.begun(now);
      window = Window.begun(now);
    }
    window.counts().merge(instance, 1, Integer::sum);
  }

  /** Returns whether webhooks have just come faster than one by one. */
  boolean isThere() {
    return nanos.getAsLong() - crowdedAt < FRESH_NANOS;
  }

  /**
   * Returns whether {@link #isThere}, and {@code instance} has brought at least half as many of
   * late as those do on the average that bring any.
   */
  boolean isOf(long instance) {
    if (!isThere()) {
      return false;
    }
    Window now = window;
    Window earlier = before.began() == now.began() ? Window.begun(0) : before;
    long all = 0;
    long bringing = 0;
    for (Map.Entry<Long, Integer> each : now.counts().entrySet()) {
      all += each.getValue() + earlier.of(each.getKey());
      bringing++;
    }
    for (Map.Entry<Long, Integer> each : earlier.counts().entrySet()) {
      if (!now.counts().containsKey(each.getKey())) {
        all += each.getValue();
        bringing++;
      }
    }
    return 2 * bringing * (now.of(instance) + earlier.of(instance)) >= all;
  }
}
