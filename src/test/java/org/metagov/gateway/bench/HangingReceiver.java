package org.metagov.gateway.bench;

import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * Events to fifty receivers, each a server of its own, of which one answers and hangs by turns: how
 * late the events come to the other ones.
 */
final class HangingReceiver implements Phase {
  private static final int RECEIVERS = 50;
  private static final int WARM_UP_SECONDS = 8;
  private static final Duration STRAGGLERS = Duration.ofSeconds(20);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "hanging-receiver";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway.set("metagov.plugin.tally.check-interval", "PT1S");
  }

  @Override
  public void run(Bench bench) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (FakePolls platform = new FakePolls();
        Receivers receivers = new Receivers(threads)) {
      receivers.register(bench);
      bench.community(
          "news",
          "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"news\":true,\"server_url\":\"%s\"}}]"
              .formatted(platform.url()));
      window(bench, platform, receivers, WARM_UP_SECONDS);
      List<Double> ratios = new ArrayList<>();
      for (int pair = 1; pair <= bench.options().pairs(); pair++) {
        Sample well = measure(bench, platform, receivers, "one answers as the others do", pair);
        receivers.hang();
        Sample ill = measure(bench, platform, receivers, "one hangs", pair);
        receivers.answer();
        bench.api().post("/api/internal/receivers/r0/wake", null);
        receivers.awaitOne(CATCH_UP);
        ratios.add(ill.millis(99) / well.millis(99));
      }
      bench.report().note("p99 of the 49 others, one hangs / answers: " + Ratios.text(ratios));
    } finally {
      threads.shutdownNow();
    }
  }

  private static Sample measure(
      Bench bench, FakePolls platform, Receivers receivers, String what, int pair) {
    return bench.measure(
        what, pair, () -> window(bench, platform, receivers, bench.options().window()));
  }

  /** Posts news for a while, and waits until the others have them all. */
  private static Sample window(Bench bench, FakePolls platform, Receivers receivers, int seconds) {
    int count = seconds * bench.options().news();
    receivers.expect(count);
    long began = System.nanoTime();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      for (int i = 0; i < count; i++) {
        long micros = TimeUnit.SECONDS.toMicros(1) * i / bench.options().news();
        var posting = clock.schedule(() -> platform.post("posted"), micros, TimeUnit.MICROSECONDS);
        if (i == count - 1) {
          posting.get();
        }
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      clock.shutdownNow();
    }
    return receivers.sample(STRAGGLERS, began);
  }

  /** The servers that events come to. */
  private static final class Receivers implements AutoCloseable {
    private final List<Sink> sinks = new ArrayList<>();
    private final Object mood = new Object();
    private boolean hanging;

    private Histogram times = Sample.histogram();
    private long first;
    private long last;
    private long left;
    private long reached;

    Receivers(ExecutorService threads) {
      for (int i = 0; i < RECEIVERS; i++) {
        int receiver = i;
        sinks.add(new Sink(threads, (path, body) -> take(receiver, body, Instant.now())));
      }
    }

    void register(Bench bench) {
      for (int i = 0; i < RECEIVERS; i++) {
        String body = "{\"url\":\"" + sinks.get(i).url("/events") + "\"}";
        Bench.require(201, bench.api().put("/api/internal/receivers/r" + i, body));
      }
    }

    /** Makes ready for so many more events. */
    synchronized void expect(int count) {
      times = Sample.histogram();
      first = last + 1;
      last += count;
      left = (long) count * (RECEIVERS - 1);
    }

    /** The receiver 0 is the one that hangs; of the others it counts how late an event comes. */
    private void take(int receiver, byte[] body, Instant now) throws InterruptedException {
      JsonObject event = JsonText.parse(new String(body, StandardCharsets.UTF_8)).asJsonObject();
      long sequence = event.getJsonNumber("sequence").longValue();
      if (receiver == 0) {
        takeOrHang(sequence);
      } else {
        count(sequence, micros(now) - sent(event));
      }
    }

    private void takeOrHang(long sequence) throws InterruptedException {
      synchronized (mood) {
        while (hanging) {
          mood.wait();
        }
      }
      synchronized (this) {
        reached = Math.max(reached, sequence);
      }
    }

    private synchronized void count(long sequence, long micros) {
      if (sequence >= first) {
        times.recordValue(Math.max(0, micros));
        left--;
      }
    }

    private static long sent(JsonObject event) {
      return new BigDecimal(event.getString("timestamp")).movePointRight(6).longValueExact();
    }

    private static long micros(Instant time) {
      return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
    }

    Sample sample(Duration patience, long began) {
      long end = System.nanoTime() + patience.toNanos();
      Awaitility.await()
          .atMost(patience.plusSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> left() <= 0 || System.nanoTime() - end >= 0);
      synchronized (this) {
        return new Sample(times.copy(), left, Duration.ofNanos(System.nanoTime() - began));
      }
    }

    private synchronized long left() {
      return left;
    }

    void hang() {
      synchronized (mood) {
        hanging = true;
      }
    }

    void answer() {
      synchronized (mood) {
        hanging = false;
        mood.notifyAll();
      }
    }

    /** Waits until the one that hung has all events, too. */
    void awaitOne(Duration patience) {
      Awaitility.await("the receiver that hung").atMost(patience).until(this::caughtUp);
    }

    private synchronized boolean caughtUp() {
      return reached >= last;
    }

    @Override
    public void close() {
      answer();
      sinks.forEach(Sink::close);
    }
  }
}
