package org.metagov.gateway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * What one community notices of another one that is flooded: its webhooks, actions and events,
 * alone and beside it, by turns.
 */
final class Flood implements Phase {
  private static final int CONNECTIONS = 6;
  private static final int PER_SECOND = 30;
  private static final int WARM_UP = 500;
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final String QUIET = "quiet";

  /** How the other community fares meanwhile. */
  private enum Weather {
    ALONE("alone"),
    FLOODED("beside a community that is flooded"),
    DROWNED("beside a community that is flooded as fast as can be");

    private final String words;

    Weather(String words) {
      this.words = words;
    }

    /** Returns how many requests a second it gets; 0: as many as four connections can. */
    int perSecond(Bench bench) {
      return this == FLOODED ? bench.options().flood() : 0;
    }
  }

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway
        .set("metagov.process.check-interval", "PT1H")
        .set("metagov.quota.inbox", "500")
        // Strangers come from elsewhere, and are limited as such.
        .set("metagov.trusted-proxies", "127.0.0.1")
        .set("metagov.rate.webhooks", "3000");
  }

  @Override
  public void run(Bench bench) {
    int each = bench.options().window() * PER_SECOND;
    int windows = bench.options().pairs() * Weather.values().length;
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HookedCommunities hooked = new HookedCommunities(bench, each * windows, threads)) {
      HookedCommunities.create(bench, QUIET);
      HookedCommunities.create(bench, Strangers.FLOODED);
      bench.warmUp(() -> warmUp(bench, hooked));
      Map<Weather, List<Map<String, Sample>>> seen = new LinkedHashMap<>();
      int window = 0;
      for (int pair = 1; pair <= bench.options().pairs(); pair++) {
        for (Weather weather : Weather.values()) {
          seen.computeIfAbsent(weather, w -> new ArrayList<>())
              .add(window(bench, hooked, weather, pair, each * window++, each));
          LockSupport.parkNanos(SETTLE.toNanos());
        }
      }
      compare(bench, seen, Weather.FLOODED);
      compare(bench, seen, Weather.DROWNED);
    } finally {
      threads.shutdownNow();
    }
  }

  /** All that is measured, and what strangers do, so that none of it is compiled later on. */
  private static void warmUp(Bench bench, HookedCommunities hooked) {
    Strangers strangers = Strangers.begin(bench, bench.options().flood());
    try (strangers) {
      bench
          .load(CONNECTIONS)
          .each(
              WARM_UP,
              (worker, i) -> {
                hooked.sendBefore(worker, QUIET);
                act(worker);
                write(worker);
              });
    }
    hooked.awaitBefore();
  }

  private static Map<String, Sample> window(
      Bench bench, HookedCommunities hooked, Weather weather, int pair, int from, int count) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    Sample events;
    try (Strangers strangers =
        weather == Weather.ALONE
            ? Strangers.none()
            : Strangers.begin(bench, weather.perSecond(bench))) {
      events =
          bench.measure(
              "event, " + weather.words, pair, () -> load(bench, hooked, from, count, samples));
      strangers.note(bench, weather.words);
    }
    samples.forEach(
        (what, sample) ->
            bench.report().add(bench.phase(), what + ", " + weather.words, pair, sample));
    samples.put("event", events);
    return samples;
  }

  /** Sends each of the three kinds in its turn, at a modest rate, however the others fare. */
  private static Sample load(
      Bench bench, HookedCommunities hooked, int from, int count, Map<String, Sample> samples) {
    samples.putAll(
        bench
            .load(CONNECTIONS)
            .paced(
                3 * PER_SECOND,
                3 * count,
                (worker, i) -> {
                  switch (i % 3) {
                    case 0 -> hooked.send(worker, QUIET, from + i / 3);
                    case 1 -> act(worker);
                    default -> write(worker);
                  }
                }));
    hooked.events().await(from, from + count);
    return hooked.events().sample(from, from + count);
  }

  private static void act(Worker worker) {
    HookedCommunities.act(worker, "action", "randomness.random-int", "\"low\":1,\"high\":7");
  }

  private static void write(Worker worker) {
    HookedCommunities.act(
        worker,
        "action, write",
        "revshare.add-pointer",
        "\"pointer\":\"$wallet.example/7\",\"weight\":1");
  }

  /** Notes what has become of the times, over all pairs and pair by pair. */
  private static void compare(
      Bench bench, Map<Weather, List<Map<String, Sample>>> seen, Weather weather) {
    for (String what : seen.get(weather).get(0).keySet()) {
      for (int percentile : List.of(50, 99)) {
        Function<List<Map<String, Sample>>, Double> all =
            windows -> together(windows, what).getValueAtPercentile(percentile) / 1e3;
        double alone = all.apply(seen.get(Weather.ALONE));
        double beside = all.apply(seen.get(weather));
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < seen.get(weather).size(); i++) {
          ratios.add(
              seen.get(weather).get(i).get(what).millis(percentile)
                  / seen.get(Weather.ALONE).get(i).get(what).millis(percentile));
        }
        bench
            .report()
            .note(
                "p%d of %s, %s / alone: %.2f ms / %.2f ms = %.2f; by pairs %s"
                    .formatted(
                        percentile,
                        what,
                        weather.words,
                        beside,
                        alone,
                        beside / alone,
                        Ratios.text(ratios)));
      }
    }
  }

  private static Histogram together(List<Map<String, Sample>> windows, String what) {
    Histogram all = Sample.histogram();
    windows.forEach(window -> all.add(window.get(what).times()));
    return all;
  }

  /** Returns how long a turn is that comes so often in a second. */
  static long gap(int perSecond) {
    return perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
  }
}
