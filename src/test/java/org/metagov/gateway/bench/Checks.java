package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * Very many pending processes, each checked every thirty seconds: how late the platform is asked.
 * First alone; then while the platform of another plugin hangs, whose polls are due, too.
 */
final class Checks implements Phase {
  private static final int CONNECTIONS = 16;
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int POLLS = 100;

  /** Its multiples, less the whole numbers, are spread as evenly as can be. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  @Override
  public String name() {
    return "checks";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    // Longer than the processes ask for: so each one knows when it is due.
    gateway.set("metagov.process.check-interval", "PT1H");
    gateway.set("metagov.plugin.tally.check-interval", "PT30S");
  }

  @Override
  public void run(Bench bench) {
    AtomicReference<Histogram> late = new AtomicReference<>(Sample.shared());
    ExecutorService threads = Executors.newCachedThreadPool();
    try (FakePolls other = new FakePolls();
        Sink platform = new Sink(threads, (path, body) -> late.get().recordValue(late(path)))) {
      bench.community(
          "checks",
          "[{\"name\":\"paced\",\"config\":{\"server_url\":\"%s\"}}]".formatted(platform.url("")));
      bench.community(
          "polls",
          "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"server_url\":\"%s\"}}]"
              .formatted(other.url()));
      for (int i = 0; i < POLLS; i++) {
        Bench.require(
            202,
            bench
                .api()
                .as("polls")
                .post("/api/internal/process/tally.poll", "{\"title\":\"poll " + i + "\"}"));
      }
      startAll(bench);
      sleep(EVERY);
      watch(bench, late, "check, alone");
      other.feel(FakePolls.Mood.DEAD);
      // Until the polls are due, and the workers of their plugin hang.
      sleep(EVERY);
      watch(bench, late, "check, another platform hangs");
    } finally {
      threads.shutdownNow();
    }
  }

  /** Starts the processes, as many as there is time for, so that they fall due evenly. */
  private static void startAll(Bench bench) {
    Instant began = Instant.now();
    Instant end = began.plusSeconds(bench.options().starting());
    bench.measure(
        "start",
        1,
        () ->
            bench
                .load(CONNECTIONS)
                .each(
                    bench.options().pending(),
                    (worker, i) -> {
                      if (Instant.now().isBefore(end)) {
                        start(worker, first(began, i));
                      }
                    })
                .get("start"));
  }

  /** Returns a time that has its place in the interval, however many processes there will be. */
  private static Instant first(Instant began, int i) {
    Instant first = began.plusNanos((long) (EVERY.toNanos() * (i * GOLDEN % 1)));
    while (first.isBefore(Instant.now().plus(SOON))) {
      first = first.plus(EVERY);
    }
    return first;
  }

  private static void start(Worker worker, Instant first) {
    worker.send(
        "start",
        "POST",
        "/api/internal/process/paced.watch",
        "{\"first\":\"%s\",\"every\":%d}"
            .formatted(first, EVERY.toSeconds())
            .getBytes(StandardCharsets.US_ASCII),
        "X-Metagov-Community",
        "checks");
  }

  private static void watch(Bench bench, AtomicReference<Histogram> late, String what) {
    bench.measure(
        what,
        1,
        () -> {
          late.set(Sample.shared());
          long began = System.nanoTime();
          sleep(Duration.ofSeconds(bench.options().checks()));
          Histogram seen = late.getAndSet(Sample.shared());
          return new Sample(seen, 0, Duration.ofNanos(System.nanoTime() - began));
        });
  }

  /** Returns by how many microseconds the time in {@code /due/<time>} has gone by. */
  private static long late(String path) {
    Instant due = Instant.parse(path.substring("/due/".length()));
    return Math.max(0, ChronoUnit.MICROS.between(due, Instant.now()));
  }

  private static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
