package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * What becomes dearer as the gateway grows: the same load on one with ten communities, on one with
 * ten thousand, and on that one when it keeps a million webhooks, messages and deliveries. All
 * three have ten receivers, and each event goes to all of them.
 */
final class Growth implements Phase {
  private static final int FEW = 10;
  private static final int RECEIVERS = 10;
  private static final int CONNECTIONS = 8;
  private static final int EVENTS = 200;
  private static final Duration PASS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration GLANCE = Duration.ofMillis(5);
  private static final String TEN = ", to one of ten receivers";
  private static final List<String> WHAT =
      List.of(
          "webhook, kept and worked off",
          "webhook, received at once",
          "action, write",
          "event" + TEN,
          "event, received at once" + TEN);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway
        .set("metagov.process.check-interval", "PT1H")
        .set("metagov.plugin.tally.check-interval", "PT1H");
  }

  @Override
  public void run(Bench bench) {
    int all = bench.options().communities();
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Sink> sinks = new ArrayList<>();
    Events events = new Events();
    try {
      for (int i = 0; i < RECEIVERS; i++) {
        Sink sink = new Sink(threads, (path, body) -> events.arrived(body));
        sinks.add(sink);
        String receiver = "{\"url\":\"" + sink.url("/events") + "\"}";
        Bench.require(201, bench.api().put("/api/internal/receivers/r" + i, receiver));
      }
      for (int i = 0; i < FEW; i++) {
        create(bench, "g" + i);
      }
      Map<String, List<Double>> few = measure(bench, "few communities", "g", FEW, events);
      Path data = bench.data();
      bench.gateway().stop();
      grow(bench, data, store -> store.communities("g0", "h", all));
      Map<String, List<Double>> many;
      try (GatewayProcess second = bench.start()) {
        many = measure(bench.on(second), "many communities", "h", all, events);
        second.stop();
      }
      grow(bench, data, store -> store.history("h"));
      try (GatewayProcess third = bench.start()) {
        Map<String, List<Double>> full =
            measure(bench.on(third), "many communities and rows", "h", all, events);
        WHAT.forEach(what -> note(bench, what, few.get(what), many.get(what), full.get(what)));
      }
    } finally {
      sinks.forEach(Sink::close);
      threads.shutdownNow();
    }
  }

  private static void note(
      Bench bench, String what, List<Double> few, List<Double> many, List<Double> full) {
    bench
        .report()
        .note(
            String.format(
                Locale.ROOT,
                "growth, CPU of %s: many communities / few %.2f, and many rows / few %.2f",
                what,
                Ratios.median(many) / Ratios.median(few),
                Ratios.median(full) / Ratios.median(few)));
  }

  private static void create(Bench bench, String name) {
    HookedCommunities.create(bench, name);
    Bench.require(
        202,
        bench
            .api()
            .as(name)
            .post(
                "/api/internal/process/randomness.delayed-stochastic-vote",
                "{\"options\":[\"a\",\"b\"],\"delay\":100000}"));
  }

  private static void grow(Bench bench, Path data, Consumer<GrownStore> how) {
    long began = System.nanoTime();
    try (GrownStore store = new GrownStore(data)) {
      how.accept(store);
      Map<String, Long> rows = new LinkedHashMap<>();
      for (String table : List.of("community", "lane", "inbox", "message", "delivery")) {
        rows.put(table, store.rows(table));
      }
      bench
          .report()
          .note(
              "growth: %s after %d s of filling"
                  .formatted(rows, Duration.ofNanos(System.nanoTime() - began).toSeconds()));
    }
  }

  /** Returns what each piece of work took of CPU, by its kind. */
  private static Map<String, List<Double>> measure(
      Bench bench, String where, String prefix, int communities, Events events) {
    Function<Worker, String> any = w -> prefix + w.random().nextInt(communities);
    Consumer<Worker> kept = w -> webhook(w, any.apply(w), "seen", "", false);
    Consumer<Worker> atOnce = w -> webhook(w, any.apply(w), "seen", "", true);
    Consumer<Worker> action = w -> action(w, any.apply(w));
    bench.warmUp(
        () -> {
          bench.load(CONNECTIONS).during(PASS, kept);
          bench.load(CONNECTIONS).during(PASS, atOnce);
          bench.load(CONNECTIONS).during(PASS, action);
          events.send(bench, any, EVENTS, false);
          events.send(bench, any, EVENTS, true);
        });
    Map<String, List<Double>> cpu = new LinkedHashMap<>();
    for (int round = 1; round <= bench.options().rounds(); round++) {
      Duration time = Duration.ofSeconds(bench.options().seconds());
      List<Supplier<Sample>> works =
          List.of(
              () -> one(bench, time, kept),
              () -> one(bench, time, atOnce),
              () -> one(bench, time, action),
              () -> events.send(bench, any, EVENTS, false),
              () -> events.send(bench, any, EVENTS, true));
      for (int i = 0; i < works.size(); i++) {
        add(cpu, bench, WHAT.get(i), where, round, works.get(i));
      }
    }
    // Long enough for all that is done once a minute.
    bench.measure("nothing to do, " + where, 1, () -> idle(bench.options().idle()));
    return cpu;
  }

  private static void add(
      Map<String, List<Double>> cpu,
      Bench bench,
      String what,
      String where,
      int round,
      Supplier<Sample> work) {
    Meter meter = Meter.start(bench.gateway().handle());
    Sample sample = work.get();
    Meter.Usage usage = meter.stop();
    bench.report().add(bench.phase(), what + ", " + where, round, sample, usage);
    cpu.computeIfAbsent(what, name -> new ArrayList<>())
        .add(1e3 * usage.cpu() / Math.max(1, sample.times().getTotalCount()));
  }

  private static Sample one(Bench bench, Duration time, Consumer<Worker> turn) {
    return bench.load(CONNECTIONS).during(time, turn).values().iterator().next();
  }

  private static Sample idle(int seconds) {
    Duration time = Duration.ofSeconds(seconds);
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    Histogram one = Sample.histogram();
    one.recordValue(1);
    return new Sample(one, 0, time);
  }

  private static Worker.Answer webhook(
      Worker worker, String community, String type, String text, boolean atOnce) {
    byte[] body = HookedCommunities.body(worker.newId(), type, text, atOnce);
    return HookedCommunities.post(worker, community, body);
  }

  private static void action(Worker worker, String community) {
    worker.send(
        "action",
        "POST",
        "/api/internal/action/revshare.add-pointer",
        "{\"parameters\":{\"pointer\":\"$wallet.example/%d\",\"weight\":%d}}"
            .formatted(worker.random().nextInt(20), worker.random().nextInt(1, 100))
            .getBytes(StandardCharsets.US_ASCII),
        "X-Metagov-Community",
        community);
  }

  /** Events under way, each to all receivers. */
  private static final class Events {
    private final AtomicInteger next = new AtomicInteger();
    private volatile Turn turn = new Turn(0, 0);

    /** Some events that are sent together. */
    private static final class Turn {
      private final int first;
      private final Arrivals arrivals;
      private final AtomicInteger[] heard;

      Turn(int first, int count) {
        this.first = first;
        arrivals = new Arrivals(count * RECEIVERS);
        heard = new AtomicInteger[count];
        for (int i = 0; i < count; i++) {
          heard[i] = new AtomicInteger();
        }
      }

      boolean isMissing() {
        return Stream.of(heard).anyMatch(one -> one.get() < RECEIVERS);
      }
    }

    /** Sends the webhooks of so many events, and waits until all receivers have them. */
    Sample send(Bench bench, Function<Worker, String> community, int count, boolean atOnce) {
      Turn now = new Turn(next.getAndAdd(count), count);
      turn = now;
      bench
          .load(CONNECTIONS)
          .each(
              count,
              (worker, i) -> {
                for (int r = 0; r < RECEIVERS; r++) {
                  now.arrivals.sent(i * RECEIVERS + r);
                }
                String type = atOnce ? HookedCommunities.TOLD : HookedCommunities.POSTED;
                String text = Integer.toString(now.first + i);
                if (webhook(worker, community.apply(worker), type, text, atOnce).status() != 200) {
                  // Nobody will hear of it; it is missing in the sample.
                  now.heard[i].set(RECEIVERS);
                }
              });
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (now.isMissing() && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(GLANCE.toNanos());
      }
      return now.arrivals.sample(0, count * RECEIVERS);
    }

    void arrived(byte[] body) {
      Turn now = turn;
      String text =
          JsonText.parse(new String(body, StandardCharsets.UTF_8))
              .asJsonObject()
              .getJsonObject("data")
              .getString("text");
      int i = Integer.parseInt(text) - now.first;
      if (i >= 0 && i < now.heard.length) {
        int r = now.heard[i].getAndIncrement();
        if (r < RECEIVERS) {
          now.arrivals.arrived(i * RECEIVERS + r);
        }
      }
    }
  }
}
