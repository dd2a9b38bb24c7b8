package org.metagov.gateway.bench;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.metagov.gateway.testing.GatewayProcess;

/** What one community notices of another one that is flooded: its events, alone and beside it. */
final class Flood implements Phase {
  private static final int STRANGERS = 4;
  private static final int PER_SECOND = 20;
  private static final int COUNT = 200;
  private static final int WARM_UP = 500;
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway.set("metagov.process.check-interval", "PT1H").set("metagov.quota.inbox", "500");
  }

  @Override
  public void run(Bench bench) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HookedCommunities hooked = new HookedCommunities(bench, 2 * COUNT, threads)) {
      HookedCommunities.create(bench, "quiet");
      HookedCommunities.create(bench, "flooded");
      bench.warmUp(
          () -> {
            bench.load().each(WARM_UP, (worker, i) -> hooked.sendBefore(worker, "quiet"));
            hooked.awaitBefore();
          });
      measure(bench, hooked, "event, alone", 0);
      AtomicBoolean over = new AtomicBoolean();
      Future<?> flood = threads.submit(() -> flood(bench, over));
      try {
        measure(bench, hooked, "event, beside a community that is flooded", COUNT);
      } finally {
        over.set(true);
      }
      join(flood);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void measure(Bench bench, HookedCommunities hooked, String what, int from) {
    bench.measure(
        what,
        1,
        () -> {
          bench
              .load(2)
              .paced(PER_SECOND, COUNT, (worker, i) -> hooked.send(worker, "quiet", from + i));
          hooked.events().await(from, from + COUNT);
          return hooked.events().sample(from, from + COUNT);
        });
  }

  /** Half of it forged, and half of it such as the plugin fails at, until its inbox is full. */
  private static void flood(Bench bench, AtomicBoolean over) {
    AtomicInteger next = new AtomicInteger();
    while (!over.get()) {
      bench
          .load(STRANGERS)
          .during(
              A_MOMENT,
              worker -> {
                String text = "flood" + next.incrementAndGet();
                HookedCommunities.forge(worker, "flooded", text);
                HookedCommunities.post(worker, "flooded", text, "poison");
                // One that is answered with success, whatever becomes of the others.
                HookedCommunities.post(worker, "flooded", "flood1", "poison");
              });
    }
  }

  private static void join(Future<?> flood) {
    try {
      flood.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
