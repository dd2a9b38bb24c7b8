package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonNumber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** Actions, of the project's plugins and of a third party's. */
public interface ActionContract extends GatewayUnderTest {
  String SECRET = "k-4711-secret";

  private Api tally(FakeServer platform) {
    platform.answer("/initialized", 200, "{}");
    return community(
        "[{\"name\":\"tally\",\"config\":{\"api_key\":\"%s\",\"server_url\":\"%s/\"}}]"
            .formatted(SECRET, platform.url("/")));
  }

  @Test
  default void anActionAnswersItsResult() {
    Api driver =
        community("[{\"name\":\"randomness\",\"config\":{\"default_low\":7,\"default_high\":8}}]");
    assertThat(driver.act("randomness.random-int", "{}").text()).isEqualTo("{\"value\":7}");
    assertThat(driver.act("randomness.random-int", "{\"low\":1,\"high\":2}").text())
        .isEqualTo("{\"value\":1}");
    assertThat(driver.act("randomness.set-lucky-number", "{\"lucky_number\":13}").text())
        .isEqualTo("{\"lucky_number\":13}");
    assertThat(driver.act("randomness.random-int", "{\"low\":2,\"high\":2}").status())
        .isEqualTo(400);
  }

  @Test
  default void anEmptyBodyIsNoParameters() {
    Api driver =
        community("[{\"name\":\"randomness\",\"config\":{\"default_low\":7,\"default_high\":8}}]");
    String action = "/api/internal/action/randomness.random-int";
    assertThat(driver.send("POST", action, null).text()).isEqualTo("{\"value\":7}");
    assertThat(driver.post(action, "{}").status()).isEqualTo(200);
    assertThat(driver.post(action, "{\"parameters\":null}").status()).isEqualTo(200);
    assertThat(driver.post(action, "{\"parameters\":{\"low\":null,\"extra\":1}}").status())
        .isEqualTo(200);
    assertThat(driver.post(action, "{\"parameters\":[]}").status()).isEqualTo(400);
  }

  @Test
  default void wrongParametersAreRefusedWithAPointer() {
    Api driver = community("[{\"name\":\"revshare\"}]");
    Reply refused = driver.act("revshare.add-pointer", "{\"pointer\":5,\"other\":1}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().getJsonArray("errors"))
        .extracting(e -> e.asJsonObject().getString("pointer"))
        .containsExactlyInAnyOrder("", "/pointer", "/weight");
    assertThat(driver.act("revshare.add-pointer", "{\"pointer\":\"$a\",\"weight\":1e30}").detail())
        .isEqualTo("Schema validation error: '/weight' is out of range");
  }

  @Test
  default void whoIsUnknownIsToldSo() {
    Api driver = community("[]");
    assertThat(driver.act("randomness.random-int", "{}").detail())
        .matches("Plugin 'randomness' not enabled for community '.*'");
    assertThat(driver.act("randomness.random-int", "{}").status()).isEqualTo(400);
    assertThat(api().act("randomness.random-int", "{}").detail())
        .contains("Missing required header 'X-Metagov-Community'");
    assertThat(api().as("nobody").act("randomness.random-int", "{}").detail())
        .contains("Community 'nobody' not found");
    assertThat(driver.act("randomness.nope", "{}").status()).isEqualTo(404);
    assertThat(driver.act("nope.nope", "{}").status()).isEqualTo(404);
    assertThat(driver.act("randomness", "{}").status()).isEqualTo(404);
  }

  @Test
  default void onlyPublicActionsAreForEverybody() {
    Api driver = community("[{\"name\":\"revshare\"}]");
    Api stranger = driver.with("X-Forwarded-For", "203.0.113.7").with("Origin", "http://a.example");
    assertThat(stranger.post("/api/action/revshare.get-config", null).text()).isEqualTo("{}");
    assertThat(stranger.post("/api/action/revshare.add-pointer", "{}").status()).isEqualTo(404);
    assertThat(stranger.post("/api/internal/action/revshare.get-config", "{}").status())
        .isEqualTo(403);
  }

  @Test
  default void parallelChangesOfTheStateAreAllKept() {
    Api driver = community("[{\"name\":\"revshare\"}]");
    List<Reply> replies =
        Parallel.run(
            100,
            i ->
                driver.act(
                    "revshare.add-pointer",
                    "{\"pointer\":\"$p%d\",\"weight\":%d}".formatted(i, i)));
    assertThat(replies).extracting(Reply::status).containsOnly(200);
    var list = driver.post("/api/action/revshare.get-config", "{}").json();
    assertThat(list).hasSize(100);
    assertThat(list.values().stream().mapToInt(w -> ((JsonNumber) w).intValue()).sum())
        .isEqualTo(99 * 100 / 2);
  }

  @Test
  default void revshareKeepsListsUnderKeys() {
    Api driver = community("[{\"name\":\"revshare\"}]");
    assertThat(driver.act("revshare.pick-pointer", "{\"key\":\"G\"}").detail())
        .isEqualTo("No pointers for key G");
    driver.act("revshare.add-pointer", "{\"pointer\":\"$a\",\"weight\":1,\"key\":\"G\"}");
    driver.act("revshare.add-pointer", "{\"pointer\":\"$b\",\"weight\":0,\"key\":\"G\"}");
    assertThat(driver.act("revshare.pick-pointer", "{\"key\":\"G\"}").text())
        .isEqualTo("{\"pointer\":\"$a\"}");
    assertThat(driver.act("revshare.get-config", "{}").text()).isEqualTo("{}");
    assertThat(driver.act("revshare.replace-config", "{\"pointers\":{\"$c\":3}}").text())
        .isEqualTo("{\"$c\":3}");
    assertThat(driver.act("revshare.remove-pointer", "{\"pointer\":\"$c\"}").text())
        .isEqualTo("{}");
    assertThat(driver.act("revshare.replace-config", "{\"pointers\":{\"$c\":\"x\"}}").status())
        .isEqualTo(400);
  }

  @Test
  default void aPlatformThatFailsIsABadGateway() {
    try (FakeServer platform = new FakeServer()) {
      platform.answer("/ok", 200, "{\"ok\":true}");
      platform.answer("/error", 418, "short and stout, " + SECRET);
      platform.answer("/text", 200, "no json");
      platform.hang("/slow");
      Api driver = tally(platform);
      assertThat(driver.act("tally.fetch", "{\"path\":\"/ok\"}").text()).isEqualTo("{\"ok\":true}");
      Watch watch = watch(Sign.PLATFORM_LATE, Sign.PLATFORM_FAILS, Sign.PLATFORM_REFUSES);
      Reply error = driver.act("tally.fetch", "{\"path\":\"/error\"}");
      assertThat(error.status()).isEqualTo(502);
      assertThat(error.detail()).contains("418", "short and stout").doesNotContain(SECRET);
      assertThat(driver.act("tally.fetch", "{\"path\":\"/text\"}").status()).isEqualTo(502);
      assertThat(driver.act("tally.fetch", "{\"path\":\"/slow\"}").status()).isEqualTo(504);
      watch.assertTold();
      assertThat(api().get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  default void aPluginThatIsAtFaultSaysNothingOfItsSecrets() {
    Api driver =
        community("[{\"name\":\"tally\",\"config\":{\"api_key\":\"%s\"}}]".formatted(SECRET));
    Watch watch = watch(Sign.PLUGIN_FAULT);
    Reply fault = driver.act("tally.fail", "{}");
    assertThat(fault.status()).isEqualTo(500);
    watch.assertTold();
    assertThat(fault.text()).doesNotContain(SECRET).doesNotContain("Exception");
    assertThat(driver.act("tally.lie", "{}").status()).isEqualTo(502);
    assertThat(driver.act("tally.lie", "{\"at\":\"tomorrow\"}").status()).isEqualTo(400);
  }

  @Test
  default void whatAPluginThrowsInAChangeOfItsStateReachesTheCaller() {
    Api driver =
        community("[{\"name\":\"tally\",\"config\":{\"api_key\":\"%s\"}}]".formatted(SECRET));
    driver.act("tally.count", "{}");
    Reply refused = driver.act("tally.set", "{\"count\":-1}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).isEqualTo("a count of *** cannot be -1");
    assertThat(driver.act("tally.set", "{\"count\":7}").text()).isEqualTo("{\"count\":7}");
  }

  @Test
  default void aHangingPlatformTakesASmallShareOnly() {
    try (FakeServer platform = new FakeServer()) {
      AtomicInteger now = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      AtomicInteger givenUp = new AtomicInteger();
      platform.on(
          "/slow",
          exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            // Slow, but not so slow that the gateway gives up and the count is of two calls.
            LockSupport.parkNanos(TIME_OUT.multipliedBy(2).dividedBy(3).toNanos());
            now.decrementAndGet();
            FakeServer.send(exchange, 200, "{}");
          });
      Api driver = tally(platform);
      Api other = community("[{\"name\":\"revshare\"}]");
      Watch watch = watch(Sign.CALLS_AT_ONCE);
      Parallel.run(
          60,
          i -> {
            if (i < 50) {
              Reply reply = driver.act("tally.fetch", "{\"path\":\"/slow\"}");
              if (reply.status() == 504) {
                givenUp.incrementAndGet();
                return reply;
              }
              assertThat(reply.status()).isIn(200, 503);
              assertThat(reply.status() == 503).isEqualTo(reply.header("Retry-After").isPresent());
              return reply;
            }
            // Nor is the gateway told to be ill: to start it anew would help nobody.
            Reply reply =
                i < 58
                    ? other.act("revshare.get-config", "{}")
                    : api().get(i == 58 ? "/health/live" : "/health/ready");
            assertThat(reply.status()).isEqualTo(200);
            return reply;
          });
      watch.assertTold();
      // The last quarter is for other servers, and other tokens. On a slow machine the gateway
      // gives a call up that the platform still counts.
      int share = RUNNING - RUNNING / 4;
      assertThat(most.get()).isBetween(share, share + givenUp.get());
    }
  }

  private Reply glance(Api stranger, String path) {
    return stranger.post(
        "/api/action/tally.glance", "{\"parameters\":{\"path\":\"" + path + "\"}}");
  }

  @Test
  default void strangersTakeNoDriversPlace() throws InterruptedException {
    ExecutorService strangers = Executors.newFixedThreadPool(2 * RUNNING);
    try (FakeServer platform = new FakeServer()) {
      AtomicInteger now = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      AtomicInteger givenUp = new AtomicInteger();
      CountDownLatch over = new CountDownLatch(1);
      platform.answer("/quick", 200, "{}");
      platform.on(
          "/slow",
          exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            await(over);
            now.decrementAndGet();
            FakeServer.send(exchange, 200, "{}");
          });
      Api driver = tally(platform);
      // The first one ever counts like those after it.
      strangers.execute(() -> glance(driver, "/slow"));
      soon().until(() -> most.get() == 1);
      for (int i = 1; i < 2 * RUNNING; i++) {
        strangers.execute(
            () -> {
              if (glance(driver, "/slow").status() == 504) {
                givenUp.incrementAndGet();
              }
            });
      }
      soon().until(() -> most.get() >= STRANGERS - STRANGERS / 4);
      assertThat(driver.act("tally.fetch", "{\"path\":\"/quick\"}").status()).isEqualTo(200);
      over.countDown();
      strangers.shutdown();
      assertThat(strangers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      // On a slow machine the gateway gives a call up that the platform still counts.
      assertThat(most.get() - givenUp.get()).isLessThanOrEqualTo(STRANGERS - STRANGERS / 4);
    } finally {
      strangers.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(TIME_OUT.toMillis() / 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  default void strangersAreNotToldWhatThePlatformSays() {
    try (FakeServer platform = new FakeServer()) {
      platform.answer("/error", 418, "the database db-7.internal is short and stout");
      platform.answer("/busy", 429, "later", "Retry-After", "7");
      platform.answer("/text", 200, "no json");
      platform.hang("/hang");
      Api driver = tally(platform);
      for (String path : List.of("/error", "/text", "/hang", "/busy")) {
        Reply told = glance(driver, path);
        assertThat(told.status()).isEqualTo(path.equals("/hang") ? 504 : 502);
        assertThat(told.detail())
            .isIn(
                "The platform of plugin 'tally' failed",
                "The platform of plugin 'tally' was too slow");
        // Its number is drawn, and may hold any three digits.
        String text = told.text().replace(told.json().getString("instance"), "");
        assertThat(text).doesNotContain("db-7", "127.0.0.1", "418");
        assertThat(told.header("Retry-After").isPresent()).isEqualTo(path.equals("/busy"));
      }
      String away = "{\"server_url\":\"http://127.0.0.1:%d\"}";
      Api closed =
          community(
              "[{\"name\":\"sourcecred\",\"config\":%s}]"
                  .formatted(away.formatted(GatewayProcess.freePort())));
      Reply told =
          closed.post(
              "/api/action/sourcecred.user-cred", "{\"parameters\":{\"username\":\"ada\"}}");
      assertThat(told.status()).isEqualTo(502);
      assertThat(told.detail()).isEqualTo("The platform of plugin 'sourcecred' failed");
    }
  }

  /** How many actions of a plugin the gateway under test runs at once. */
  int RUNNING = 8;

  /** How many of them it runs for strangers, besides. */
  int STRANGERS = 4;

  /** How long a call of the gateway under test to a platform may take. */
  Duration TIME_OUT = Duration.ofSeconds(2);
}
