package org.metagov.gateway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * What those walls cost that a call can come past: the same action without a key, with that of the
 * settings, and with driver keys; the same webhook and public action from this machine, which no
 * limit counts, and from elsewhere.
 */
final class Walls implements Phase {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String BEARER = "Bearer ";
  private static final String AUTHORIZATION = "Authorization";
  private static final String FORWARDED = HookedCommunities.FORWARDED;
  private static final String QUIET = "quiet";
  private static final Duration PASS = Duration.ofSeconds(2);
  private static final Duration SETTLE = Duration.ofMillis(500);

  @Override
  public String name() {
    return "walls";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    gateway
        .set("metagov.process.check-interval", "PT1H")
        .set("metagov.internal.key", KEY)
        .set("metagov.internal.loopback", "true")
        .set("metagov.trusted-proxies", "127.0.0.1")
        // Each is asked, and none says no.
        .set("metagov.rate.public", "1000000")
        .set("metagov.rate.public-actions", "1000000");
  }

  @Override
  public void run(Bench bench) {
    HookedCommunities.create(bench, QUIET);
    try (DriverKey all = DriverKey.everywhere(bench.api(), "act");
        DriverKey listed = DriverKey.of(bench.api(), "act", QUIET)) {
      measure(bench, turns(all, listed));
    }
  }

  private static void measure(Bench bench, Map<String, Consumer<Worker>> turns) {
    bench.warmUp(() -> turns.values().forEach(turn -> bench.load().during(PASS, turn)));
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 1; round <= bench.options().rounds(); round++) {
      for (Map.Entry<String, Consumer<Worker>> turn : turns.entrySet()) {
        bench.load().during(SETTLE, turn.getValue());
        Duration time = Duration.ofSeconds(bench.options().seconds());
        Sample sample =
            bench.measure(
                turn.getKey(),
                round,
                () -> bench.load().during(time, turn.getValue()).values().iterator().next());
        rates.computeIfAbsent(turn.getKey(), what -> new ArrayList<>()).add(sample.rate());
      }
    }
    rates.forEach((what, of) -> note(bench, what, of, rates.get(bare(what))));
  }

  private static void note(Bench bench, String what, List<Double> rates, List<Double> without) {
    if (rates != without) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < rates.size(); i++) {
        ratios.add(rates.get(i) / without.get(i));
      }
      bench.report().note("%s / %s: %s".formatted(what, bare(what), Ratios.text(ratios)));
    }
  }

  /** Returns the measurement of the same without the wall. */
  private static String bare(String what) {
    return what.substring(0, what.indexOf(',')) + ", open";
  }

  private static Map<String, Consumer<Worker>> turns(DriverKey all, DriverKey listed) {
    Map<String, Consumer<Worker>> turns = new LinkedHashMap<>();
    turns.put("action, open", w -> act(w));
    turns.put("action, key of the settings", w -> act(w, AUTHORIZATION, BEARER + KEY));
    turns.put("action, driver key for all", w -> act(w, AUTHORIZATION, BEARER + all.text()));
    turns.put("action, driver key with a list", w -> act(w, AUTHORIZATION, BEARER + listed.text()));
    turns.put("public action, open", w -> actInPublic(w));
    turns.put("public action, from a counted address", w -> actInPublic(w, FORWARDED, address(w)));
    turns.put("webhook, open", w -> webhook(w));
    turns.put("webhook, from a counted address", w -> webhook(w, FORWARDED, address(w)));
    return turns;
  }

  private static String address(Worker worker) {
    return "198.51.100." + (1 + worker.random().nextInt(200));
  }

  private static void actInPublic(Worker worker, String... headers) {
    HookedCommunities.actInPublic(worker, "revshare.get-config", QUIET, headers);
  }

  /** The plugin makes nothing of it. */
  private static void webhook(Worker worker, String... headers) {
    HookedCommunities.post(worker, QUIET, worker.newId(), "seen", headers);
  }

  private static void act(Worker worker, String... headers) {
    HookedCommunities.act(
        worker, "action", "randomness.random-int", "\"low\":1,\"high\":7", headers);
  }
}
