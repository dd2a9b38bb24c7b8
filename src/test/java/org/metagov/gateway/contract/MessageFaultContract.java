package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.example.harness.faults.Moment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.HookedCommunity;

/**
 * Webhooks, events and callbacks whose work is abandoned in the middle, as if the server had died:
 * each has its effect once, after de-duplication by its id.
 */
public interface MessageFaultContract extends FaultsUnderTest {
  /** What signs the webhooks. */
  String HOOK_SECRET = "hook-secret-9";

  private String hooked(String community, FakePolls platform, String more) {
    Reply created =
        api()
            .put(
                "/api/internal/community/" + community,
                ("{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-9\",\"team\":\"T\","
                        + "\"webhook_secret\":\"%s\",\"server_url\":\"%s\"%s}}]}")
                    .formatted(HOOK_SECRET, platform.url(), more));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    JsonObject plugin = created.json().getJsonArray("plugins").getJsonObject(0);
    return Integer.toString(plugin.getInt("id"));
  }

  private Reply hook(String community, String id, String more) {
    String now = api().get("/test/clock").text();
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",%s}"
            .formatted(id, java.time.Instant.parse(now).getEpochSecond(), more);
    String signature =
        HexFormat.of()
            .formatHex(Signatures.hmacSha256(HOOK_SECRET, body.getBytes(StandardCharsets.UTF_8)));
    return api()
        .with("X-Tally-Signature", signature)
        .post("/api/hooks/" + community + "/tally", body);
  }

  private List<JsonObject> events(String community) {
    return api()
        .get("/api/internal/events?community=" + community)
        .json()
        .getJsonArray("events")
        .getValuesAs(JsonObject.class);
  }

  private static String told(Api driver, String callbackUrl) {
    return driver
        .post(
            "/api/internal/process/tally.poll",
            "{\"title\":\"x\",\"callback_url\":\"%s\"}".formatted(callbackUrl))
        .header("Location")
        .orElseThrow();
  }

  /** The callbacks that a driver has got, without repetitions, in the order of their arrival. */
  private static Map<String, JsonObject> callbacks(FakeServer driver) {
    Map<String, JsonObject> arrived = new LinkedHashMap<>();
    driver
        .requests()
        .forEach(
            request ->
                arrived.putIfAbsent(
                    request.header("webhook-id").orElseThrow(),
                    JsonText.parse(request.body()).asJsonObject()));
    return arrived;
  }

  private static void assertToldOnce(FakeServer driver, JsonObject end) {
    List<JsonObject> told = List.copyOf(callbacks(driver).values());
    assertThat(told).filteredOn(p -> p.getString("status").equals("completed")).hasSize(1);
    assertThat(told.get(told.size() - 1)).isEqualTo(end);
    List<String> numbers =
        callbacks(driver).keySet().stream().map(id -> id.replaceAll(".*_", "")).toList();
    assertThat(numbers).isEqualTo(List.of("1", "2"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "ProcessService.fail, BEFORE",
    "EventLogService.append, BEFORE",
    "EventLogService.append, IN",
    "ProcessService.fail, IN",
    "ProcessService.fail, AFTER",
    "ClaimService.release, BEFORE"
  })
  default void anEndThatIsAbandonedIsToldOnce(String point, Moment moment) {
    try (FakePolls platform = new FakePolls();
        FakeServer driver = new FakeServer().answer("/cb", 200, "")) {
      String community = fresh();
      hooked(community, platform, "");
      String location = told(api().as(community), driver.url("/cb"));
      soon().until(() -> callbacks(driver).size() == 1);
      String end = location + "/complete";
      abandon(point, moment, "POST " + end + " ?", () -> api().post(end, null));
      pass(WELL_OVER_A_LEASE);
      assertThat(api().post(end, null).status()).isIn(200, 400);
      soon().until(() -> callbacks(driver).size() == 2);
      assertToldOnce(driver, seen(location));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Claims.work, BEFORE",
    "DriverHttp.post, BEFORE",
    "DriverHttp.post, AFTER",
    "LaneService.passed, BEFORE",
    "LaneService.passed, IN",
    "LaneService.passed, AFTER",
    "ClaimService.release, BEFORE",
    "ClaimService.release, AFTER"
  })
  default void aDeliveryThatIsAbandonedArrives(String point, Moment moment) {
    try (FakePolls platform = new FakePolls();
        FakeServer driver = new FakeServer().answer("/cb", 200, "")) {
      String community = fresh();
      hooked(community, platform, "");
      String location = told(api().as(community), driver.url("/cb"));
      soon().until(() -> callbacks(driver).size() == 1);
      int lane = api().get(location + "/callbacks").json().getInt("id");
      arm(point, moment, "Claims.work lane/" + lane + " .*", 1);
      assertThat(api().post(location + "/complete", null).status()).isEqualTo(200);
      soon().until(this::hasFired);
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> callbacks(driver).size() == 2);
      soon().until(() -> isIdle(location));
      assertToldOnce(driver, seen(location));
    }
  }

  private boolean isIdle(String location) {
    return api().get(location + "/callbacks").json().getString("state").equals("idle");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "CommunityService.findPlugins, AFTER, WebhookIntake.one",
    "InboxWriter.keep, BEFORE, WebhookIntake.one",
    "InboxKeepService.keep, BEFORE, InboxKeepService.keep",
    "InboxKeepService.keep, IN, InboxKeepService.keep",
    "InboxWriter.keep, AFTER, WebhookIntake.one"
  })
  default void aWebhookWhoseAnswerIsLostHappensOnce(String point, Moment moment, String unit) {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      hooked(community, platform, "");
      String posted = "\"type\":\"posted\",\"text\":\"x\"";
      abandon(
          point,
          moment,
          unit + " .*\\b" + community + "\\b.*",
          () -> hook(community, "once", posted));
      assertThat(hook(community, "once", posted).status()).isEqualTo(200);
      assertThat(hook(community, "next", posted).status()).isEqualTo(200);
      soon().until(() -> events(community).size() == 2);
      assertThat(events(community)).extracting(e -> e.getInt("sequence")).containsExactly(1, 2);
    }
  }

  /** Its event is there if it was kept, and not before: it comes again, as nobody has answered. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "AtOnceReading.of, AFTER, WebhookIntake.one",
    "InboxWriter.keep, BEFORE, WebhookIntake.one",
    "InboxAtOnceService.keep, BEFORE, AtOnceWriter.write",
    "EventLogService.append, BEFORE, AtOnceWriter.write",
    "EventLogService.openLog, IN, AtOnceWriter.write",
    "EventLogService.openLog, AFTER, AtOnceWriter.write",
    "EventLogService.append, IN, AtOnceWriter.write",
    "InboxAtOnceService.keep, IN, AtOnceWriter.write",
    "InboxWriter.keep, AFTER, WebhookIntake.one"
  })
  default void aWebhookThatIsReceivedAtOnceHappensOnce(String point, Moment moment, String unit) {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    abandon(
        point,
        moment,
        unit + " .*\\b" + community.name() + "\\b.*",
        () -> community.tellAtOnce("once", "a", "told", "x"));
    assertThat(community.tellAtOnce("once", "a", "told", "x").status()).isEqualTo(200);
    assertThat(community.tellAtOnce("next", "a", "told", "y").status()).isEqualTo(200);
    assertThat(community.events()).containsExactly("x", "y");
    assertThat(events(community.name()))
        .extracting(e -> e.getInt("sequence"))
        .containsExactly(1, 2);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "InboxRecordService.done, BEFORE",
    "PluginStateService.apply, IN",
    "EventLogService.append, BEFORE",
    "EventLogService.openLog, IN",
    "EventLogService.openLog, AFTER",
    "EventLogService.append, IN",
    "InboxRecordService.done, IN",
    "ClaimService.fence, IN",
    "InboxRecordService.done, AFTER"
  })
  default void aWebhookThatIsWorkedOffTwiceHasOneEffect(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      hooked(community, platform, "");
      arm(point, moment, "Claims.work inbox_lane/.*", 1);
      hook(community, "first", "\"type\":\"posted\",\"text\":\"x\"");
      soon().until(this::hasFired);
      hook(community, "second", "\"type\":\"posted\",\"text\":\"y\"");
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> events(community).size() == 2);
      assertThat(events(community))
          .extracting(e -> e.getJsonObject("data").getInt("number"))
          .containsExactly(1, 2);
      assertThat(events(community)).extracting(e -> e.getInt("sequence")).containsExactly(1, 2);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "OutboundHttp.send, BEFORE",
    "OutboundHttp.send, AFTER",
    "ProcessService.record, BEFORE",
    "InboxTaskService.done, IN",
    "ProcessService.record, IN",
    "ProcessService.record, AFTER",
    "ClaimService.release, BEFORE"
  })
  default void aProcessTakesAWebhookInOnce(String point, Moment moment) {
    try (FakePolls platform = new FakePolls();
        FakeServer driver = new FakeServer().answer("/cb", 200, "")) {
      String community = fresh();
      hooked(community, platform, "");
      String location = told(api().as(community), driver.url("/cb"));
      platform.vote();
      arm(point, moment, "Claims.work inbox_task/.*", 1);
      hook(community, "vote", "\"type\":\"voted\",\"poll\":\"p1\"");
      soon().until(this::hasFired);
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> votes(location) == 1);
      soon().until(() -> callbacks(driver).size() == 2);
      assertThat(api().as(community).act("tally.checks", "{}").json().getInt("count")).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "OutboundHttp.send, AFTER",
    "PollService.record, BEFORE",
    "EventLogService.append, IN",
    "PollService.record, IN",
    "PollService.record, AFTER",
    "ClaimService.release, BEFORE"
  })
  default void newsThatIsAskedForTwiceIsToldOnce(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      String instance = hooked(community, platform, ",\"news\":true");
      soon().until(() -> platform.asked("/news") > 0);
      platform.post("posted");
      platform.post("posted");
      abandonInPassing(
          point, moment, "Claims.work plugin_poll/" + instance + " .*", Duration.ofMinutes(70));
      pass(Duration.ofMinutes(70));
      soon().until(() -> events(community).size() >= 2);
      assertThat(events(community))
          .extracting(e -> e.getJsonObject("data").getInt("number"))
          .containsExactly(1, 2);
    }
  }
}
