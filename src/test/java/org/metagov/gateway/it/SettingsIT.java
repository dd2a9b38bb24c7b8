package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.HostileInput;
import org.metagov.gateway.testing.RawHttp;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;
import org.metagov.gateway.testing.Shown;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestWar;
import org.metagov.gateway.testing.Watch;

/** What settings do: one gateway with many of them. */
class SettingsIT {
  private static final String KEY = "s3cret-" + "k".repeat(32);
  private static final String RECEIVER_SECRET = "A".repeat(32);
  private static final String SECRETS_KEY = "0123456789abcdef".repeat(4);
  private static final int REQUESTS = 150;

  /** Of one request, on the average: a line, or once in a while the server's own trace. */
  private static final int MOST_LOGGED = 1_000;

  private static final FakeDriver DRIVER = new FakeDriver();

  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    Path war = TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "settings");
    gateway =
        GatewayProcess.options()
            .data(GatewayProcess.newData())
            .war(war)
            .set("metagov.server-url", "https://gateway.example.org")
            .set("metagov.internal.key", KEY)
            .set("metagov.outbound.allow", "127.0.0.1")
            .set("metagov.tyop", "1")
            .set("metagov.secrets.reveal", "true")
            .set("metagov.secrets.key", SECRETS_KEY)
            .set("metagov.driver.event-receiver-url", DRIVER.url("/events?key=1"))
            .set("metagov.driver.event-receiver-secret", "whsec_" + RECEIVER_SECRET)
            .set("metagov.webhook.disk-reserve", "1024TiB")
            .set("metagov.log.json", "true")
            .start();
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
    DRIVER.close();
  }

  private static Api driver() {
    return gateway.api().with("Authorization", "Bearer " + KEY);
  }

  @Test
  void theLogIsOfObjectsThatSayWhatTheyBelongTo() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    Api caller = gateway.api().with("traceparent", "00-" + id + "-00f067aa0ba902b7-01");
    assertThat(caller.get("/api/internal/community").status()).isEqualTo(401);
    // What the front door refuses, too.
    assertThat(caller.get("/api//internal").status()).isEqualTo(404);
    List<JsonObject> lines =
        gateway
            .log()
            .lines()
            .dropWhile(line -> !line.contains("Plugins: "))
            .map(line -> JsonText.parse(line).asJsonObject())
            .toList();
    assertThat(lines)
        .filteredOn(line -> line.getString("trace", "").equals(id))
        .extracting(line -> line.getString("message").replaceAll("^\\S+ | *:.*", ""))
        .containsExactly("401 to a GET", "404 by the container");
  }

  @Test
  void aDiskThatIsNearlyFullIsToldOfInMetrics() {
    HookedCommunity community = HookedCommunity.create(driver(), "meter");
    Api watcher = gateway.api();
    Watch watch = Watch.of(watcher, Sign.DISK_FULL);
    assertThat(community.send().status()).isEqualTo(503);
    watch.assertTold();
    assertThat(Shown.sum(watcher, Metric.WEBHOOKS, "\"tally\"", "\"full\"")).isPositive();
  }

  @Test
  void aPublicServerAsksForItsKey() {
    String path = "/api/internal/community";
    assertThat(gateway.api().get(path).status()).isEqualTo(401);
    assertThat(gateway.api().get(path).header("WWW-Authenticate")).hasValue("Bearer");
    assertThat(driver().with("X-Forwarded-For", "203.0.113.7").get(path).status()).isEqualTo(200);
    assertThat(gateway.api().with("Authorization", "Bearer " + KEY.substring(1)).get(path).status())
        .isEqualTo(401);
    assertThat(gateway.log()).doesNotContain(KEY.substring(1));
  }

  @Test
  void withoutAKeyNoInternalRouteOfAPublicServerAnswers() {
    Map<String, String> names =
        Map.of(
            "community", "nobody",
            "key", "nobody",
            "plugin", "tally",
            "action", "tally.count",
            "process", "tally.poll",
            "receiver", "default",
            "event", "evt_1",
            "id", "1");
    List<Route> routes = Routes.all().filter(route -> !route.open()).toList();
    assertThat(routes).hasSizeGreaterThan(50);
    for (Route route : routes) {
      String body = route.takesBody() ? "{}" : null;
      assertThat(gateway.api().send(route.verb(), route.at(names), body).status())
          .as("%s", route)
          .isEqualTo(401);
    }
  }

  @Test
  void aDriverThatReadsItsKeysBackGetsThem() {
    String path = "/api/internal/community/revealed";
    String config = "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"%s\"}}]}";
    Reply created = driver().put(path, config.formatted("k-old"));
    assertThat(created.text()).contains("\"api_key\":\"k-old\"");
    // What it reads it can put back; and a mark stands for what is kept all the same.
    assertThat(driver().put(path, driver().get(path).text()).status()).isEqualTo(200);
    assertThat(driver().put(path, config.formatted("********")).text())
        .contains("\"api_key\":\"k-old\"");
    assertThat(gateway.log()).doesNotContain("k-old", SECRETS_KEY);
  }

  @Test
  void aDriverKeyIsAKeyOfAPublicServer() {
    try (DriverKey key = DriverKey.of(driver(), "read")) {
      Api remote = gateway.api().with("Authorization", "Bearer " + key.text());
      assertThat(remote.with("X-Forwarded-For", "203.0.113.7").get("/api/internal/plugin").status())
          .isEqualTo(200);
      assertThat(gateway.log()).doesNotContain(key.text().substring(17));
    }
  }

  @Test
  void aPublicServerCallsOfThisMachineOnlyWhatItMay() {
    int own = gateway.api().base().getPort();
    for (String url :
        List.of(
            "http://127.0.0.2:9/",
            "http://[::1]:9/",
            "http://10.0.0.1/",
            "http://127.0.0.1:" + own + "/api/internal/community",
            "https://gateway.example.org/api/internal/community")) {
      Reply refused =
          driver().put("/api/internal/receivers/walled", "{\"url\":\"%s\"}".formatted(url));
      assertThat(refused.status()).as(url).isEqualTo(400);
      assertThat(refused.detail()).contains("metagov.outbound.allow");
    }
    Reply taken =
        driver()
            .put(
                "/api/internal/receivers/walled",
                "{\"url\":\"%s\",\"enabled\":false}".formatted(DRIVER.url("/walled")));
    assertThat(taken.status()).isEqualTo(201);
  }

  @Test
  void aNameThatMeansNothingIsTold() {
    assertThat(gateway.log()).contains("There is no setting metagov.tyop");
  }

  @Test
  void theReceiverOfTheSettingsIsKeptByThem() {
    String path = "/api/internal/receivers/default";
    JsonObject receiver = driver().get(path).json();
    assertThat(receiver.getString("managed_by")).isEqualTo("settings");
    assertThat(receiver.getBoolean("has_secret")).isTrue();
    assertThat(driver().put(path, "{\"url\":\"http://a.example\"}").status()).isEqualTo(409);
    assertThat(driver().delete(path).status()).isEqualTo(409);
    assertThat(driver().post(path + "/rotate-secret", "{}").status()).isEqualTo(409);
    assertThat(driver().post(path + "/test", null).json().getBoolean("delivered")).isTrue();
    assertThat(DRIVER.messages("/events?key=1").get(0).header("webhook-signature")).isPresent();
    assertThat(gateway.log()).doesNotContain(RECEIVER_SECRET);
  }

  @Test
  void whateverAStrangerSendsTakesLittleOfTheLog() {
    HookedCommunity community = HookedCommunity.create(driver(), "fuzzed");
    long seed = System.nanoTime();
    HostileInput input = new HostileInput(new Random(seed));
    List<String> paths = List.of(community.hook(), "/api/action/tally.count", "/health");
    int before = gateway.log().length();
    for (String body : HostileInput.JSON) {
      gateway.api().post(community.hook(), body);
      gateway
          .api()
          .with("X-Tally-Signature", HookedCommunity.signature(body))
          .post(community.hook(), body);
      gateway.api().as("fuzzed").post("/api/action/tally.count", body);
    }
    for (int i = 0; i < REQUESTS; i++) {
      RawHttp.send(gateway.api().base(), input.request(paths, "fuzzed"), 10_000);
    }
    String logged = gateway.log().substring(before);
    assertThat(logged.length())
        .as("seed " + seed)
        .isLessThan(MOST_LOGGED * (3 * HostileInput.JSON.size() + REQUESTS));
    assertThat(logged).as("seed " + seed).doesNotContain("x".repeat(1_000), "9".repeat(1_000));
  }

  @Test
  void aDiskWithLessThanItsReserveTakesNoWebhooksAndAllElse() {
    HookedCommunity community = HookedCommunity.create(driver(), "reserved");
    // The disk is looked at only now and then.
    Awaitility.await().until(() -> community.send().status() == 503);
    Reply refused = community.send();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isPresent();
    assertThat(refused.detail()).isEqualTo("The disk is nearly full");
    assertThat(driver().get(community.path()).status()).isEqualTo(200);
    assertThat(driver().as("reserved").act("tally.count", "{}").status()).isEqualTo(200);
    assertThat(gateway.api().get("/health/ready").status()).isEqualTo(200);
  }
}
