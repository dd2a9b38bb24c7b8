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
    int all = MODEST + bench.options().burst();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HookedCommunities hooked = new HookedCommunities(bench, all, threads)) {
      for (int i = 0; i < COMMUNITIES; i++) {
        HookedCommunities.create(bench, "w" + i);
      }
      Arrivals events = hooked.events();
      bench.warmUp(
          () -> {
            bench
                .load(CONNECTIONS)
                .each(WARM_UP, (worker, i) -> hooked.sendBefore(worker, "w" + i % COMMUNITIES));
            hooked.awaitBefore();
          });
      bench.measure(
          "event, %d webhooks a second".formatted(PER_SECOND),
          1,
          () -> {
            bench
                .load(CONNECTIONS)
                .paced(
                    PER_SECOND,
                    MODEST,
                    (worker, i) -> hooked.send(worker, "w" + i % COMMUNITIES, i));
            events.await(0, MODEST);
            return events.sample(0, MODEST);
          });
      bench.measure(
          "event, all webhooks at once",
          1,
          () -> {
            bench
                .load(CONNECTIONS)
                .each(
                    all - MODEST,
                    (worker, i) -> hooked.send(worker, "w" + i % COMMUNITIES, MODEST + i));
            events.await(MODEST, all);
            return events.sample(MODEST, all);
          });
    } finally {
      threads.shutdownNow();
    }
  }
}
