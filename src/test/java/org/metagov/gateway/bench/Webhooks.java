package org.metagov.gateway.bench;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.metagov.gateway.testing.GatewayProcess;

/** From a platform's webhook to the driver's event: at a modest rate, and when very many come. */
final class Webhooks implements Phase {
  private static final int CONNECTIONS = 16;
  private static final int COMMUNITIES = 16;
  private static final int WARM_UP = 1_000;
  private static final int PER_SECOND = 50;
  private static final int MODEST = 1_000;

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway.set("metagov.process.check-interval", "PT1H");
  }

  @Override
  public void run(Bench bench) {
    int each = MODEST + bench.options().burst();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HookedCommunities hooked = new HookedCommunities(bench, 2 * each, threads)) {
      for (int i = 0; i < COMMUNITIES; i++) {
        HookedCommunities.create(bench, "w" + i);
      }
      measure(bench, hooked, "event", HookedCommunities.POSTED, 0);
      measure(bench, hooked, "event, received at once", HookedCommunities.TOLD, each);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void measure(
      Bench bench, HookedCommunities hooked, String what, String type, int first) {
    int burst = first + MODEST;
    int end = burst + bench.options().burst();
    Arrivals events = hooked.events();
    bench.warmUp(
        () -> {
          bench
              .load(CONNECTIONS)
              .each(WARM_UP, (worker, i) -> hooked.sendBefore(worker, community(i), type));
          hooked.awaitBefore();
        });
    bench.measure(
        "%s, %d webhooks a second".formatted(what, PER_SECOND),
        1,
        () -> {
          bench
              .load(CONNECTIONS)
              .paced(
                  PER_SECOND,
                  MODEST,
                  (worker, i) -> hooked.send(worker, community(i), type, first + i));
          events.await(first, burst);
          return events.sample(first, burst);
        });
    bench.measure(
        what + ", all webhooks at once",
        1,
        () -> {
          bench
              .load(CONNECTIONS)
              .each(end - burst, (worker, i) -> hooked.send(worker, community(i), type, burst + i));
          events.await(burst, end);
          return events.sample(burst, end);
        });
  }

  private static String community(int i) {
    return "w" + i % COMMUNITIES;
  }
}
