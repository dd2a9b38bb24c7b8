package org.metagov.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * What drivers ask, beside a bare resource of the same server: every measurement in turn, several
 * times, so that what else the machine does falls on all of them.
 */
final class Requests implements Phase {
  private static final int COMMUNITIES = 32;
  private static final int POINTERS = 20;
  private static final int KIB = 1024;
  private static final String BARE_POST = "bare POST";
  private static final String WEBHOOK = "webhook, kept and worked off";

  private static final Duration PASS = Duration.ofSeconds(2);
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration GLANCE = Duration.ofMillis(10);

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    // Nothing of what is started here falls due meanwhile.
    gateway.set("metagov.process.check-interval", "PT1H");
  }

  @Override
  public void run(Bench bench) {
    for (int i = 0; i < COMMUNITIES; i++) {
      HookedCommunities.create(bench, "c" + i);
    }
    Map<String, Consumer<Worker>> turns = turns();
    List<String> only = bench.options().only();
    turns
        .keySet()
        .removeIf(what -> !only.isEmpty() && !what.equals(BARE_POST) && !only.contains(kind(what)));
    warmUp(bench, turns.values());
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 1; round <= bench.options().rounds(); round++) {
      for (Map.Entry<String, Consumer<Worker>> entry : turns.entrySet()) {
        String what = entry.getKey();
        bench.load().during(SETTLE, entry.getValue());
        Sample sample = measure(bench, what, round, entry.getValue());
        if (what.equals(WEBHOOK)) {
          bench.report().note(backlog(bench));
        }
        rates.computeIfAbsent(what, name -> new ArrayList<>()).add(sample.rate());
      }
    }
    rates.keySet().stream()
        .filter(what -> what.startsWith("action") || what.startsWith("webhook"))
        .forEach(what -> bench.report().note(ratio(what, rates)));
  }

  private static void warmUp(Bench bench, Collection<Consumer<Worker>> turns) {
    bench.warmUp(() -> turns.forEach(turn -> bench.load().during(PASS, turn)));
  }

  private static Sample measure(Bench bench, String what, int round, Consumer<Worker> turn) {
    Map<String, Sample> all = new LinkedHashMap<>();
    Sample sample =
        bench.measure(
            what,
            round,
            () -> {
              all.putAll(bench.load().during(Duration.ofSeconds(bench.options().seconds()), turn));
              return all.remove(what);
            });
    all.forEach((part, times) -> bench.report().add(bench.phase(), part, round, times));
    return sample;
  }

  /** Waits until all webhooks are worked off, and says how long that took. */
  private static String backlog(Bench bench) {
    long start = System.nanoTime();
    String waiting = "/api/internal/inbox?state=waiting&limit=1";
    while (!Bench.require(200, bench.api().get(waiting))
        .json()
        .getJsonArray("webhooks")
        .isEmpty()) {
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return "the last webhook was worked off %d ms after the last answer".formatted(millis);
  }

  /** Returns the first word. */
  private static String kind(String what) {
    return what.split("\\W", 2)[0];
  }

  private static String ratio(String what, Map<String, List<Double>> rates) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rates.get(what).size(); i++) {
      ratios.add(rates.get(what).get(i) / rates.get(BARE_POST).get(i));
    }
    return "%s / %s: %s".formatted(what, BARE_POST, Ratios.text(ratios));
  }

  private static Map<String, Consumer<Worker>> turns() {
    byte[] kib = "x".repeat(KIB).getBytes(StandardCharsets.US_ASCII);
    Map<String, Consumer<Worker>> turns = new LinkedHashMap<>();
    turns.put("bare GET", w -> w.send("bare GET", "GET", "/bare/thing", null));
    turns.put(BARE_POST, w -> w.send(BARE_POST, "POST", "/bare/thing", kib));
    turns.put(
        "action, no write",
        w ->
            act(
                w,
                "action, no write",
                "randomness.random-int",
                community(w),
                "\"low\":1,\"high\":7"));
    turns.put(
        "action, write",
        w -> act(w, "action, write", "revshare.add-pointer", community(w), pointer(w)));
    turns.put(
        "action, write to one community",
        w -> act(w, "action, write to one community", "revshare.add-pointer", "c0", pointer(w)));
    turns.put("start", Requests::startAndGet);
    turns.put(WEBHOOK, Requests::webhook);
    return turns;
  }

  private static void act(
      Worker worker, String what, String action, String community, String parameters) {
    worker.send(
        what,
        "POST",
        "/api/internal/action/" + action,
        padded("{\"parameters\":{" + parameters + "},\"padding\":\""),
        "X-Metagov-Community",
        community);
  }

  private static void startAndGet(Worker worker) {
    String options =
        worker
            .random()
            .ints(8, 0, 100)
            .mapToObj(i -> "\"option " + i + "\"")
            .collect(Collectors.joining(","));
    Worker.Answer started =
        worker.send(
            "start",
            "POST",
            "/api/internal/process/randomness.delayed-stochastic-vote",
            ("{\"options\":[" + options + "],\"delay\":100000}")
                .getBytes(StandardCharsets.US_ASCII),
            "X-Metagov-Community",
            community(worker));
    started
        .location()
        .ifPresent(location -> worker.send("get, after each start", "GET", location, null));
  }

  /** A signed webhook, which is on disk before it is answered; the plugin makes nothing of it. */
  private static void webhook(Worker worker) {
    byte[] body =
        padded(
            "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",\"type\":\"seen\",\"padding\":\""
                .formatted(worker.newId(), Instant.now().getEpochSecond()));
    HookedCommunities.postAs(WEBHOOK, worker, community(worker), body);
  }

  private static String community(Worker worker) {
    return "c" + worker.random().nextInt(COMMUNITIES);
  }

  private static String pointer(Worker worker) {
    return String.format(
        Locale.ROOT,
        "\"pointer\":\"$wallet.example/%d\",\"weight\":%d",
        worker.random().nextInt(POINTERS),
        worker.random().nextInt(1, 100));
  }

  /**
   * A body of 1 KiB, as the bare resource gets; the gateway reads past the member it is open at.
   */
  private static byte[] padded(String json) {
    String end = "\"}";
    return (json + "x".repeat(KIB - json.length() - end.length()) + end)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
