package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * From the end of a process to its callback: at a modest rate, and when very many end at once. Each
 * process has told of its start before, as a first callback rests for a second.
 */
final class Callbacks implements Phase {
  private static final int CONNECTIONS = 16;
  private static final int WARM_UP = 200;
  private static final int PER_SECOND = 20;
  private static final int MODEST = 400;

  @Override
  public String name() {
    return "callbacks";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway.set("metagov.process.check-interval", "PT1H");
  }

  @Override
  public void run(Bench bench) {
    int modest = WARM_UP + MODEST;
    int all = modest + bench.options().burst();
    Arrivals starts = new Arrivals(all);
    Arrivals ends = new Arrivals(all);
    AtomicReferenceArray<String> locations = new AtomicReferenceArray<>(all);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Sink driver =
        new Sink(
            threads,
            (path, body) -> {
              int i = Integer.parseInt(path.substring(1));
              if (!starts.arrived(i)) {
                ends.arrived(i);
              }
            })) {
      bench.community("callbacks", "[{\"name\":\"paced\"}]");
      bench.measure(
          "first callback, all processes started at once",
          1,
          () -> {
            bench
                .load(CONNECTIONS)
                .each(
                    all,
                    (worker, i) -> {
                      starts.sent(i);
                      start(worker, driver.url("/" + i))
                          .location()
                          .ifPresent(location -> locations.set(i, location));
                    });
            starts.await(0, all);
            return starts.sample(0, all);
          });
      Load.Turn end = (worker, i) -> complete(worker, ends, i, locations.get(i));
      bench.load(CONNECTIONS).each(WARM_UP, end);
      ends.await(0, WARM_UP);
      measure(
          bench,
          "callback, %d ends a second".formatted(PER_SECOND),
          ends,
          WARM_UP,
          modest,
          turn -> bench.load(CONNECTIONS).paced(PER_SECOND, MODEST, turn),
          end);
      measure(
          bench,
          "callback, all processes ended at once",
          ends,
          modest,
          all,
          turn -> bench.load(CONNECTIONS).each(all - modest, turn),
          end);
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Loading {
    Map<String, Sample> load(Load.Turn turn);
  }

  private static void measure(
      Bench bench, String what, Arrivals ends, int from, int to, Loading loading, Load.Turn end) {
    bench.measure(
        what,
        1,
        () -> {
          loading
              .load((worker, i) -> end.take(worker, from + i))
              .forEach(
                  (part, sample) ->
                      bench.report().add(bench.phase(), part + ", of " + what, 1, sample));
          ends.await(from, to);
          return ends.sample(from, to);
        });
  }

  private static Worker.Answer start(Worker worker, String callback) {
    String body =
        "{\"first\":\"%s\",\"every\":36000,\"callback_url\":\"%s\"}"
            .formatted(Instant.now().plus(Duration.ofDays(1)), callback);
    return worker.send(
        "start",
        "POST",
        "/api/internal/process/paced.watch",
        body.getBytes(StandardCharsets.US_ASCII),
        "X-Metagov-Community",
        "callbacks");
  }

  private static void complete(Worker worker, Arrivals ends, int i, String location) {
    ends.sent(i);
    worker.send("request", "POST", location + "/complete", null);
  }
}
