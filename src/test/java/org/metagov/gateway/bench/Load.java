package org.metagov.gateway.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.metagov.gateway.testing.Parallel;

/**
 * Requests over several connections.
 *
 * @param base the gateway
 * @param connections how many ask at once
 * @param seed what their randomness starts from
 */
record Load(URI base, int connections, long seed) {
  /** What one connection does with the number of its turn. */
  interface Turn {
    void take(Worker worker, int number);
  }

  /** Takes turns, on each connection one after another, until the time is up. */
  Map<String, Sample> during(Duration time, Consumer<Worker> turn) {
    long end = System.nanoTime() + time.toNanos();
    return run(
        worker -> {
          while (System.nanoTime() - end < 0) {
            turn.accept(worker);
          }
        });
  }

  /** Takes the turns 0, 1, ... {@code count - 1}, each as soon as a connection is free. */
  Map<String, Sample> each(int count, Turn turn) {
    AtomicInteger next = new AtomicInteger();
    return run(
        worker -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            turn.take(worker, i);
          }
        });
  }

  /** Takes {@code count} turns, so many a second, whether or not earlier ones are over. */
  Map<String, Sample> paced(int perSecond, int count, Turn turn) {
    long start = System.nanoTime();
    long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
    return each(
        count,
        (worker, i) -> {
          for (long left = left(start, i, gap); left > 0; left = left(start, i, gap)) {
            LockSupport.parkNanos(left);
          }
          turn.take(worker, i);
        });
  }

  private static long left(long start, int i, long gap) {
    return start + i * gap - System.nanoTime();
  }

  /** Returns what all connections have measured, by its name. */
  private Map<String, Sample> run(Consumer<Worker> work) {
    long began = System.nanoTime();
    List<Worker> workers =
        Parallel.run(
            connections,
            i -> {
              try (Worker worker = new Worker(base, new SplittableRandom(seed * 1_000 + i))) {
                work.accept(worker);
                return worker;
              }
            });
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Map<String, Histogram> times = new TreeMap<>();
    long errors = 0;
    for (Worker worker : workers) {
      errors += worker.errors();
      worker
          .times()
          .forEach((what, h) -> times.computeIfAbsent(what, n -> Sample.histogram()).add(h));
    }
    Map<String, Sample> samples = new TreeMap<>();
    for (Map.Entry<String, Histogram> entry : times.entrySet()) {
      samples.put(entry.getKey(), new Sample(entry.getValue(), errors, took));
    }
    if (samples.isEmpty()) {
      throw new AssertionError("all " + errors + " requests failed");
    }
    return samples;
  }
}
