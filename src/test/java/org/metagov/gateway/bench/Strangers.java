package org.metagov.gateway.bench;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Who floods one community, from many addresses: a third of it forged webhooks, a third genuine
 * ones that its plugin fails at, until its inbox is full and beyond, and a third public actions.
 */
final class Strangers implements AutoCloseable {
  static final String FLOODED = "flooded";

  private static final int CONNECTIONS = 4;
  private static final int ADDRESSES = 200;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
  private final long began = System.nanoTime();

  private Strangers() {}

  /** Returns nobody. */
  static Strangers none() {
    return new Strangers();
  }

  /** Begins to send so many requests a second; 0: as many as the connections can. */
  static Strangers begin(Bench bench, int perSecond) {
    Strangers strangers = new Strangers();
    long gap = Flood.gap(perSecond) * CONNECTIONS;
    for (int i = 0; i < CONNECTIONS; i++) {
      SplittableRandom random = new SplittableRandom(bench.options().seed() + i);
      strangers.threads.execute(
          () -> strangers.flood(new Worker(bench.gateway().api().base(), random), gap));
    }
    return strangers;
  }

  private void flood(Worker worker, long gap) {
    try (worker) {
      long start = System.nanoTime();
      for (long turn = 0; !over.get(); turn++) {
        long left = start + turn * gap - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(left);
        }
        int status = send(worker).status();
        answers.computeIfAbsent(status, key -> new AtomicLong()).incrementAndGet();
      }
    }
  }

  private Worker.Answer send(Worker worker) {
    int i = next.incrementAndGet();
    String address = "198.51.100." + (1 + worker.random().nextInt(ADDRESSES));
    return switch (i % 3) {
      case 0 -> HookedCommunities.forge(worker, FLOODED, "flood" + i, address);
      case 1 ->
          HookedCommunities.post(
              worker, FLOODED, "flood" + i, "poison", HookedCommunities.FORWARDED, address);
      default ->
          HookedCommunities.actInPublic(
              worker, "tally.count", FLOODED, HookedCommunities.FORWARDED, address);
    };
  }

  /** Notes how many requests there were, and how they were answered. */
  void note(Bench bench, String weather) {
    long all = answers.values().stream().mapToLong(AtomicLong::get).sum();
    if (all == 0) {
      return;
    }
    double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    bench
        .report()
        .note(
            "%s: %.0f requests a second, by status %s"
                .formatted(weather, all / seconds, new TreeMap<>(answers)));
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("strangers do not go away");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
