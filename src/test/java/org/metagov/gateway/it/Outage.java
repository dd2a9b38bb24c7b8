package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Shown;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** What platforms and drivers see of a gateway, with a movable clock, whose store fails. */
final class Outage {
  private static final int TRIES = 5;
  private static final int FAR_TOO_MANY = 100;

  /** How many connections the settings give the gateway. */
  static final int POOL = 12;

  /** How many webhooks a minute the settings let one community get, where it is flooded. */
  static final int A_MINUTE = 200;

  /** How many webhooks may wait there, of all communities. */
  static final int WAITING = 120;

  /** More webhooks at once than may wait for the store. */
  static final int CROWD = 280;

  /** Two seconds, and what a busy machine adds. */
  private static final Duration IN_TIME = Duration.ofSeconds(3);

  /** What Prometheus waits for an answer by itself. */
  private static final Duration A_SCRAPE = Duration.ofSeconds(10);

  /** Longer than the lease of whoever was at work. */
  private static final Duration WELL_OVER_A_LEASE = Duration.ofMinutes(2);

  /** Longer than a webhook waits after its first tries. */
  private static final Duration DUE_AGAIN = Duration.ofSeconds(30);

  private final Api api;
  private final HookedCommunity community;
  private final GatewayProcess gateway;

  Outage(GatewayProcess gateway, String name) {
    this.gateway = gateway;
    api = gateway.api();
    community = HookedCommunity.create(api, name);
    assertTaken();
  }

  /** Webhooks are refused in time, one after another, and metrics tell of each. */
  void assertRefused() {
    Watch watch = Watch.of(api, Sign.WEBHOOKS_NOT_KEPT);
    long before = refused();
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      assertThat(send(0).status()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
    }
    assertThat(refused()).isEqualTo(before + TRIES);
    watch.assertTold();
  }

  /** Returns how many webhooks were sent away, by what whoever watches the server sees. */
  private long refused() {
    return Stream.of("unavailable", "full", "failed")
        .mapToLong(
            result -> (long) Shown.sum(api, Metric.WEBHOOKS, "\"tally\"", "\"" + result + "\""))
        .sum();
  }

  /** Metrics come before whoever asks gives up. */
  private void assertScraped() {
    long start = System.nanoTime();
    assertThat(Shown.lines(api)).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_SCRAPE);
  }

  /** A webhook is taken. */
  void assertTaken() {
    await("a webhook is taken", () -> community.send().status() == 200);
  }

  /** No webhook counts what the store was in want of as a try of its own. */
  void assertNobodyBlamed() {
    assertThat(
            api.get("/api/internal/inbox?community=" + community.name())
                .json()
                .getJsonArray("webhooks")
                .getValuesAs(JsonObject.class))
        .isNotEmpty()
        .allSatisfy(webhook -> assertThat(webhook.getInt("tries")).isZero());
  }

  /** Webhooks of {@code size} are taken until there is no room. */
  void fill(int size) {
    for (int i = 0; i < FAR_TOO_MANY; i++) {
      if (send(size).status() == 503) {
        return;
      }
    }
    throw new AssertionError("There was always room");
  }

  private Api.Reply send(int size) {
    Api.Reply reply = community.send(size);
    assertThat(reply.status()).as(reply.text()).isIn(200, 503);
    if (reply.status() == 503) {
      assertThat(reply.header("Retry-After")).isPresent();
    }
    return reply;
  }

  /** Drivers hear 503, too, whatever they ask for; and whoever watches the gateway is told. */
  void assertAway() {
    Watch watch =
        Watch.of(api, Sign.STORE_DOWN, Sign.STORE_NOT_READ, Sign.STORE_FAILS, Sign.UPKEEP_FAILS);
    for (String path : List.of(community.path(), "/openapi?community=" + community.name())) {
      Api.Reply away = api.get(path);
      assertThat(away.status()).as(away.text()).isEqualTo(503);
      assertThat(away.header("Retry-After")).isPresent();
      assertThat(away.json().getString("type")).isEqualTo("urn:metagov:problem:unavailable");
    }
    watch.assertTold();
    assertScraped();
  }

  /**
   * Work that hangs has every connection of the pool: whoever asks for anything hears 503, and a
   * webhook that is due meanwhile is no worse off for it.
   *
   * <p>On a gateway that has had outages: they have not made the pool larger, which the server's
   * can do where it drops all connections for one that is broken.
   */
  void assertExhausted() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity asking =
          HookedCommunity.create(
              api, community.name() + "-asking", ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(FakePolls.Mood.STERN);
      assertThat(asking.tell("", "looked-up", "a").status()).isEqualTo(200);
      await(
          "a webhook was refused by the platform",
          () -> asking.inbox("waiting").stream().anyMatch(w -> w.getInt("tries") > 0));
      platform.feel(FakePolls.Mood.WELL);
      exhaust(() -> api.pass(DUE_AGAIN));
      await("it became an event", () -> asking.events().equals(List.of("a")));
      assertThat(asking.inbox("done"))
          .extracting(w -> w.getInt("tries"))
          .containsExactly(platform.refusals());
    }
  }

  private void exhaust(Runnable meanwhile) {
    List<Supplier<Api.Reply>> all =
        List.of(
            community::send,
            () -> api.get(community.path()),
            () -> api.put(community.path(), "{}"),
            () -> api.as(community.name()).act("tally.count", "{}"),
            () -> api.as(community.name()).post("/api/internal/process/tally.watch", "{}"),
            () -> api.with("Idempotency-Key", "once").post("/api/internal/community", "{}"),
            () -> api.get("/api/internal/inbox"),
            () -> api.get("/asyncapi?community=" + community.name()),
            () -> api.get("/api/internal/events?community=" + community.name()));
    Watch watch = Watch.of(api, Sign.STORE_DOWN, Sign.STORE_NOT_READ, Sign.POOL_EXHAUSTED);
    api.send("POST", "/test/pool", null);
    try {
      await("all connections are taken", () -> taken() == POOL);
      meanwhile.run();
      assertThat(Parallel.run(all.size(), i -> all.get(i).get()))
          .allSatisfy(reply -> assertThat(reply.status()).as(reply.text()).isEqualTo(503))
          .allSatisfy(reply -> assertThat(reply.header("Retry-After")).isPresent());
      watch.assertTold();
      assertScraped();
    } finally {
      api.send("DELETE", "/test/pool", null);
    }
  }

  private int taken() {
    return Integer.parseInt(api.get("/test/pool").text());
  }

  /**
   * Of the webhooks that come while the store hangs so many wait, and the rest hears it at once. On
   * a gateway that has had outages, as {@link #assertExhausted}.
   */
  void assertCrowded() {
    Watch watch = Watch.of(api, Sign.WEBHOOKS_AT_ONCE);
    api.send("POST", "/test/pool", null);
    try {
      await("all connections are taken", () -> taken() == POOL);
      await("one is too many", () -> crowd().contains("urn:metagov:problem:busy"));
    } finally {
      api.send("DELETE", "/test/pool", null);
    }
    watch.assertTold();
  }

  /** Returns what so many webhooks at once are refused for. */
  private Set<String> crowd() {
    List<Api.Reply> replies = Parallel.run(CROWD, i -> community.send());
    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(503))
        .allSatisfy(reply -> assertThat(reply.header("Retry-After")).isPresent());
    return replies.stream()
        .map(reply -> reply.json().getString("type"))
        .collect(Collectors.toSet());
  }

  /**
   * Webhooks of one community come that cannot be worked off: first there is no room for more of
   * anybody's, and then no more are taken of this one.
   */
  void assertFlooded() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity flooded =
          HookedCommunity.create(
              api, community.name() + "-flooded", ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(FakePolls.Mood.STERN);
      flooded.tell("", "looked-up", "the platform is away");
      Watch watch = Watch.of(api, Sign.INBOXES_FULL, Sign.COMMUNITY_TOLD_TOO_MUCH);
      List<Api.Reply> replies =
          Stream.generate(flooded::send)
              .limit(A_MINUTE)
              .dropWhile(it -> it.status() == 200)
              .toList();
      assertThat(replies.get(0).status()).as(replies.get(0).text()).isEqualTo(503);
      assertThat(replies.get(0).detail()).isEqualTo("The inbox is full");
      assertThat(send(0).status()).isEqualTo(503);
      await("it has had its minute's webhooks", () -> flooded.send().status() == 429);
      assertThat(flooded.send().header("Retry-After")).isPresent();
      // The other one is refused by what all have in common only.
      assertThat(community.send().status()).isEqualTo(503);
      watch.assertTold();
      assertThat(api.put(flooded.path(), "{\"plugins\":[]}").status()).isEqualTo(200);
    }
  }

  /** All goes on by itself: what was ever answered 200 becomes an event, once. */
  void assertOver() {
    assertTaken();
    await("the server is ready", () -> api.get("/health/ready").status() == 200);
    await(
        "the clock moves",
        () -> api.send("POST", "/test/clock?by=" + WELL_OVER_A_LEASE, null).status() == 204);
    await(
        "what was taken became events",
        () -> community.events().containsAll(community.acknowledged()));
    assertThat(community.events()).doesNotHaveDuplicates();
    assertThat(gateway.log().lines()).as("lines of the log").hasSizeLessThan(2_000);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
