package org.metagov.gateway.bench;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Parallel;

/**
 * A vote in a busy channel: two hundred people click five times each, as fast as they are answered,
 * and the vote is closed at once. It fails where not the last choice of each counts.
 */
final class Clicks implements Phase {
  private static final int PEOPLE = 200;
  private static final int EACH = 5;
  private static final List<String> OPTIONS = List.of("tea", "coffee", "water");

  private FakeSlack slack;

  @Override
  public String name() {
    return "clicks";
  }

  @Override
  public void configure(GatewayProcess.Options gateway) {
    slack = new FakeSlack();
    gateway
        .set("metagov.plugin.slack.server-url", slack.url())
        .set("metagov.plugin.slack.client-id", FakeSlack.CLIENT)
        .set("metagov.plugin.slack.client-secret", FakeSlack.CLIENT_SECRET)
        .set("metagov.plugin.slack.signing-secret", FakeSlack.SIGNING_SECRET);
  }

  @Override
  public void run(Bench bench) {
    try (FakeSlack closed = slack) {
      closed.hook(bench.api().base() + "/api/hooks/slack");
      bench.community(
          "tearoom",
          "[{\"name\":\"slack\",\"config\":{\"team_id\":\"%s\",\"bot_token\":\"%s\"}}]"
              .formatted(FakeSlack.TEAM, FakeSlack.BOT_TOKEN));
      bench.warmUp(() -> vote(bench, 1));
      for (int round = 1; round <= bench.options().rounds(); round++) {
        int seed = round;
        bench.measure("click, 1,000 of 200 people", round, () -> vote(bench, seed));
      }
    }
  }

  private Sample vote(Bench bench, int seed) {
    String location = begin(bench.api().as("tearoom"));
    Map<String, String> last = new ConcurrentHashMap<>();
    AtomicLong errors = new AtomicLong();
    Histogram times = Sample.shared();
    long began = System.nanoTime();
    Parallel.run(
        PEOPLE,
        person -> {
          SplittableRandom mind = new SplittableRandom(seed * 1_000L + person);
          for (int i = 0; i < EACH; i++) {
            String option = OPTIONS.get(mind.nextInt(OPTIONS.size()));
            long clicked = System.nanoTime();
            if (slack.act("P" + person, "cast_vote", option) == 200) {
              last.put("P" + person, option);
              times.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - clicked));
            } else {
              errors.incrementAndGet();
            }
          }
          return person;
        });
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    requireCounted(last, Bench.require(200, bench.api().delete(location)).json());
    return new Sample(times, errors.get(), took);
  }

  private static String begin(Api tearoom) {
    return Bench.require(
            202,
            tearoom.post(
                "/api/internal/process/slack.emoji-vote",
                ("{\"title\":\"What to drink?\",\"poll_type\":\"choice\",\"channel\":\"%s\","
                        + "\"options\":[\"tea\",\"coffee\",\"water\"]}")
                    .formatted(FakeSlack.CHANNEL)))
        .header("Location")
        .orElseThrow();
  }

  private static void requireCounted(Map<String, String> last, JsonObject process) {
    Map<String, Long> expected =
        last.values().stream()
            .collect(Collectors.groupingBy(option -> option, TreeMap::new, Collectors.counting()));
    Map<String, Long> counted = new TreeMap<>();
    process
        .getJsonObject("outcome")
        .getJsonObject("votes")
        .forEach(
            (option, votes) ->
                counted.put(option, votes.asJsonObject().getJsonNumber("count").longValue()));
    if (!counted.equals(expected)) {
      throw new AssertionError(expected + " were taken, and counted were " + counted);
    }
  }
}
