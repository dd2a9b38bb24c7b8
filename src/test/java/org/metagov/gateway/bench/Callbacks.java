package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final int WARM_UP = 500;
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
    int all = MODEST + bench.options().burst();
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<String, Batch> batches = new ConcurrentHashMap<>();
    try (Sink driver =
        new Sink(
            threads,
            (path, body) -> {
              String[] parts = path.substring(1).split("/", -1);
              batches.get(parts[0]).arrived(Integer.parseInt(parts[1]));
            })) {
      bench.community("callbacks", "[{\"name\":\"paced\"}]");
      bench.warmUp(
          () -> {
            String name = "before" + batches.size();
            Batch before = new Batch(driver.url("/" + name), WARM_UP);
            batches.put(name, before);
            before.start(bench);
            bench.load(CONNECTIONS).each(WARM_UP, before::complete);
            before.ends.await(0, WARM_UP);
          });
      Batch measured = new Batch(driver.url("/measured"), all);
      batches.put("measured", measured);
      bench.measure(
          "first callback, all processes started at once", 1, () -> measured.start(bench));
      measure(
          bench,
          "callback, %d ends a second".formatted(PER_SECOND),
          measured,
          0,
          MODEST,
          turn -> bench.load(CONNECTIONS).paced(PER_SECOND, MODEST, turn));
      measure(
          bench,
          "callback, all processes ended at once",
          measured,
          MODEST,
          all,
          turn -> bench.load(CONNECTIONS).each(all - MODEST, turn));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Processes that tell {@code driver} of their start, and then of their end. */
  private static final class Batch {
    private final String driver;
    private final int count;
    private final Arrivals starts;
    private final Arrivals ends;
    private final AtomicReferenceArray<String> locations;

    Batch(String driver, int count) {
      this.driver = driver;
      this.count = count;
      starts = new Arrivals(count);
      ends = new Arrivals(count);
      locations = new AtomicReferenceArray<>(count);
    }

    boolean arrived(int i) {
      return starts.arrived(i) || ends.arrived(i);
    }

    /** Starts all of them, and waits until their first callbacks are there. */
    Sample start(Bench bench) {
      bench
          .load(CONNECTIONS)
          .each(
              count,
              (worker, i) -> {
                starts.sent(i);
                begin(worker, driver + "/" + i)
                    .location()
                    .ifPresent(location -> locations.set(i, location));
              });
      starts.await(0, count);
      return starts.sample(0, count);
    }

    void complete(Worker worker, int i) {
      ends.sent(i);
      worker.send("request", "POST", locations.get(i) + "/complete", null);
    }
  }

  private interface Loading {
    Map<String, Sample> load(Load.Turn turn);
  }

  private static void measure(
      Bench bench, String what, Batch batch, int from, int to, Loading loading) {
    bench.measure(
        what,
        1,
        () -> {
          loading
              .load((worker, i) -> batch.complete(worker, from + i))
              .forEach(
                  (part, sample) ->
                      bench.report().add(bench.phase(), part + ", of " + what, 1, sample));
          batch.ends.await(from, to);
          return batch.ends.sample(from, to);
        });
  }

  private static Worker.Answer begin(Worker worker, String callback) {
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
}
