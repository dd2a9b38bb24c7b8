package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.ExampleBook;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** Webhooks in. The WAR under test has a movable clock. */
public interface WebhookContract extends GatewayUnderTest {
  /** What the communities of these tests share with their platform. */
  String SECRET = "hook-secret-4711";

  /** The gateway's time: other tests have moved it. */
  private Instant now() {
    return Instant.parse(api().get("/test/clock").text());
  }

  private String hooked(String team, String more) {
    String name = fresh();
    Reply created =
        api()
            .put(
                "/api/internal/community/" + name,
                ("{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\","
                        + "\"team\":\"%s\",\"webhook_secret\":\"%s\"%s}}]}")
                    .formatted(team, SECRET, more));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return name;
  }

  private String body(String team, String id, String more) {
    return "{\"id\":\"%s\",\"time\":%d,\"team\":\"%s\",%s}"
        .formatted(id, now().getEpochSecond(), team, more);
  }

  private static String posted(String text) {
    return "\"type\":\"posted\",\"text\":\"" + text + "\"";
  }

  private static String fresh(String prefix) {
    return prefix + UUID.randomUUID();
  }

  private Reply send(String path, String body, String secret) {
    return api()
        .with("X-Tally-Signature", HookedCommunity.signature(secret, body))
        .post("/api/hooks/" + path, body);
  }

  private Reply send(String community, String team, String id, String more) {
    return send(community + "/tally", body(team, id, more), SECRET);
  }

  private List<JsonObject> events(String community) {
    return api()
        .get("/api/internal/events?limit=200&community=" + community)
        .json()
        .getJsonArray("events")
        .getValuesAs(JsonObject.class);
  }

  private List<JsonObject> inbox(String community, String state) {
    return api()
        .get("/api/internal/inbox?community=" + community + "&state=" + state)
        .json()
        .getJsonArray("webhooks")
        .getValuesAs(JsonObject.class);
  }

  private JsonObject counts(String community) {
    return api().get("/api/internal/inbox/counts?plugin=tally&community=" + community).json();
  }

  @Test
  default void aVerifiedWebhookIsAnsweredAndBecomesAnEvent() {
    String community = hooked("T-1", "");
    Reply answer = send(community, "T-1", fresh("d-"), posted("hello"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    soon().until(() -> events(community).size() == 1);
    JsonObject event = events(community).get(0);
    assertThat(event.getString("event_type")).isEqualTo("posted");
    assertThat(event.getJsonObject("data").getString("text")).isEqualTo("hello");
    assertThat(event.getJsonObject("initiator").getString("user_id")).isEqualTo("member");
    assertThat(inbox(community, "done")).hasSize(1);
    assertThat(counts(community).getInt("accepted")).isEqualTo(1);
  }

  @Test
  default void aPluginThatWasTakenOutOnItsPlatformIsDisabled() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), posted("before"));
    send(community, "T-1", fresh("d-"), "\"type\":\"uninstalled\"");
    send(community, "T-1", fresh("d-"), posted("behind it"));
    soon()
        .until(
            () ->
                api()
                    .get("/api/internal/community/" + community)
                    .json()
                    .getJsonArray("plugins")
                    .isEmpty());
    assertThat(events(community))
        .extracting(event -> event.getString("source") + " " + event.getString("event_type"))
        .containsExactly("tally posted", "tally posted", "metagov plugin_uninstalled");
    new ExampleBook().call(community, "garden").systemEvent(events(community).get(2)).compare();
    assertThat(events(community).get(2).getJsonObject("data"))
        .isEqualTo(
            Json.createObjectBuilder()
                .add("plugin", "tally")
                .add("reason", "the tally was put away")
                .add("community_platform_id", "T-1")
                .build());
    assertThat(send(community, "T-1", fresh("d-"), posted("too late")).status()).isEqualTo(404);
    // Nobody has asked for it: the log of who did what says so.
    soon()
        .untilAsserted(
            () ->
                assertThat(api().get(AuditContract.PATH + "?community=" + community).text())
                    .contains("\"kind\":\"gateway\"")
                    .contains("\"route\":\"plugin uninstalled\"")
                    .contains("\"names\":{\"community_platform_id\":\"T-1\",\"plugin\":\"tally\"}")
                    .contains("\"fields\":[\"/plugins/tally\"]"));
  }

  @Test
  default void aCallThatIsMadeOnceIsNotRepeated() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(Mood.STERN);
      send(community, "T-1", fresh("d-"), "\"type\":\"telling-once\"");
      soon().until(() -> platform.asked("/polls") == 1);
      platform.feel(Mood.WELL);
      api().pass(Duration.ofMinutes(5));
      soon().until(() -> inbox(community, "done").size() == 1);
      assertThat(platform.asked("/polls")).isEqualTo(2);
      assertThat(platform.asked("/disabled")).isEqualTo(1);
    }
  }

  @Test
  default void whatIsForgedIsRefusedAndNotKept() {
    String community = hooked("T-1", "");
    Watch watch = watch(Sign.WEBHOOKS_FORGED);
    double before = shown(Metric.WEBHOOKS, "\"tally\"", "\"refused\"");
    String good = body("T-1", fresh("d-"), posted("x"));
    String path = community + "/tally";
    Api forger = api().with("X-Tally-Signature", HookedCommunity.signature(SECRET, good));
    assertThat(api().post("/api/hooks/" + path, good).status()).isEqualTo(401);
    assertThat(forger.post("/api/hooks/" + path, good.replace("\"x\"", "\"y\"")).status())
        .isEqualTo(401);
    assertThat(send(path, good, "another secret").status()).isEqualTo(401);
    assertThat(send(path, body("T-2", fresh("d-"), posted("x")), SECRET).status()).isEqualTo(401);
    String stale =
        "{\"id\":\"old\",\"time\":%d,\"team\":\"T-1\",%s}"
            .formatted(now().getEpochSecond() - 600, posted("x"));
    Reply refused = send(path, stale, SECRET);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text()).doesNotContain("stale").doesNotContain(SECRET);
    assertThat(counts(community).getInt("refused")).isEqualTo(5);
    assertThat(shown(Metric.WEBHOOKS, "\"tally\"", "\"refused\"")).isEqualTo(before + 5);
    watch.assertTold();
    assertThat(counts(community).getString("last_refusal")).isEqualTo("the webhook is stale");
    assertThat(counts(community).isNull("last_verified_at")).isTrue();
    assertThat(
            api().get("/api/internal/inbox?community=" + community).json().getJsonArray("webhooks"))
        .isEmpty();
  }

  @Test
  default void theSlugHasToBeTheConfigs() {
    String slugged = hooked("T-1", ",\"webhook_slug\":\"s3cret\"");
    String plain = hooked("T-1", "");
    String body = body("T-1", fresh("d-"), posted("x"));
    assertThat(send(slugged + "/tally", body, SECRET).status()).isEqualTo(404);
    assertThat(send(slugged + "/tally/wrong", body, SECRET).status()).isEqualTo(404);
    assertThat(send(slugged + "/tally/s3cret", body, SECRET).status()).isEqualTo(200);
    assertThat(send("nobody/tally", body, SECRET).status()).isEqualTo(404);
    assertThat(send(plain + "/randomness", body, SECRET).status()).isEqualTo(404);
    assertThat(send("randomness", body, SECRET).status()).isEqualTo(404);
  }

  @Test
  default void whatIsSentAgainHappensOnce() {
    String community = hooked("T-1", "");
    List<String> bodies =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i -> body("T-1", community + "-" + i, posted("n" + i)))
            .toList();
    List<List<Integer>> answers =
        Parallel.run(
            8,
            i ->
                bodies.stream()
                    .map(body -> send(community + "/tally", body, SECRET).status())
                    .toList());
    assertThat(answers).allSatisfy(statuses -> assertThat(statuses).containsOnly(200));
    soon().until(() -> events(community).size() >= 40 && inbox(community, "waiting").isEmpty());
    List<JsonObject> events = events(community);
    assertThat(events).hasSize(40);
    assertThat(events)
        .extracting(e -> e.getJsonObject("data").getString("text"))
        .doesNotHaveDuplicates();
    assertThat(events)
        .extracting(e -> e.getInt("sequence"))
        .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, 40).boxed().toList());
    JsonObject counts = counts(community);
    assertThat(counts.getInt("accepted") + counts.getInt("repeated")).isEqualTo(320);
    assertThat(counts.getInt("accepted")).isEqualTo(40);
  }

  @Test
  default void aHandshakeIsAnsweredAtOnceAndNotKept() {
    String community = hooked("T-1", "");
    Reply answer = send(community + "/tally", "{\"challenge\":\"say it\"}", SECRET);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("say it");
    assertThat(
            api().get("/api/internal/inbox?community=" + community).json().getJsonArray("webhooks"))
        .isEmpty();
  }

  @Test
  default void oneUrlServesAllCommunitiesOfAPlatform() {
    String team = fresh("T-");
    List<String> both = List.of(hooked(team, ""), hooked(team, ""));
    String other = hooked(fresh("T-"), "");
    String body = body(team, fresh("d-"), posted("to all"));
    assertThat(send("tally", body, "server-wide").status()).isEqualTo(200);
    assertThat(send("tally", body, "server-wide").status()).isEqualTo(200);
    assertThat(send("tally", body, SECRET).status()).isEqualTo(401);
    for (String nobody : List.of("T-nobody", "nul \\u0000", "x".repeat(600))) {
      assertThat(send("tally", body(nobody, fresh("d-"), posted("x")), "server-wide").status())
          .isEqualTo(200);
    }
    both.forEach(community -> soon().until(() -> events(community).size() == 1));
    assertThat(events(other)).isEmpty();
  }

  @Test
  default void aWebhookMovesTheProcessItNames() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      String location = poll(community);
      platform.vote();
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"p1\"");
      soon().until(() -> votes(location) == 1);
      platform.vote();
      platform.closeAll();
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"p1\"");
      soon().until(() -> api().get(location).json().getString("status").equals("completed"));
      assertThat(votes(location)).isEqualTo(2);
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"p1\"");
      soon().until(() -> inbox(community, "done").size() == 3);
      assertThat(votes(location)).isEqualTo(2);
    }
  }

  @Test
  default void aWebhookWaitsForAStartThatIsNotRecordedYet() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(Mood.MUTE);
      Reply cutOff =
          api().as(community).post("/api/internal/process/tally.poll", "{\"title\":\"x\"}");
      String location = cutOff.header("Location").orElseThrow();
      platform.feel(Mood.WELL);
      platform.vote();
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"p1\"");
      assertThat(api().post(location + "/check", null).json().getString("status"))
          .isEqualTo("pending");
      platform.vote();
      pass(Duration.ofSeconds(2));
      soon().until(() -> votes(location) == 2);
      assertThat(inbox(community, "done")).hasSize(1);
    }
  }

  @Test
  default void poisonIsParkedAndTheRestGoesOnInOrder() {
    String community = hooked("T-1", "");
    Watch watch = watch(Sign.WEBHOOK_PARKED);
    String poison = fresh("d-");
    send(community, "T-1", poison, "\"type\":\"poison\"");
    send(community, "T-1", fresh("d-"), posted("after it"));
    soon().until(() -> tries(community) > 0);
    assertThat(events(community)).isEmpty();
    for (int tries = 2; tries <= 6; tries++) {
      int expected = tries;
      pass(Duration.ofMinutes(10));
      soon().until(() -> tries(community) >= expected);
    }
    soon().until(() -> events(community).size() == 1);
    watch.assertTold();
    JsonObject parked = inbox(community, "parked").get(0);
    assertThat(parked.getString("last_error")).doesNotContain("k-4711");
    String path = "/api/internal/inbox/" + parked.getInt("id");
    assertThat(api().post(path + "/retry", null).json().getString("state")).isEqualTo("waiting");
    soon().until(() -> api().get(path).json().getInt("tries") > 0);
    assertThat(api().post(path + "/discard", null).json().getString("state"))
        .isEqualTo("discarded");
    assertThat(api().post(path + "/discard", null).status()).isEqualTo(409);
    assertThat(api().post(path + "/retry", null).status()).isEqualTo(409);
    assertThat(api().get("/api/internal/inbox/999999999").status()).isEqualTo(404);
  }

  private int tries(String community) {
    return java.util.stream.Stream.of("waiting", "parked")
        .flatMap(state -> inbox(community, state).stream())
        .mapToInt(webhook -> webhook.getInt("tries"))
        .max()
        .orElse(0);
  }

  @Test
  default void whatIsBehindAFailedWebhookWaitsHoweverOftenItFails() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      Watch watch = watch(Sign.WEBHOOK_RETRIED);
      platform.feel(Mood.STERN);
      send(community, "T-1", fresh("d-"), "\"type\":\"looked-up\",\"text\":\"first\"");
      soon().until(() -> tries(community) > 0);
      watch.assertTold();
      send(community, "T-1", fresh("d-"), posted("second"));
      send(community, "T-1", fresh("d-"), posted("third"));
      pass(Duration.ofSeconds(6));
      soon().until(() -> tries(community) > 1);
      assertThat(events(community)).isEmpty();
      platform.feel(Mood.WELL);
      pass(Duration.ofSeconds(30));
      soon().until(() -> events(community).size() == 3);
      assertThat(events(community))
          .extracting(event -> event.getJsonObject("data").getString("text"))
          .containsExactly("first", "second", "third");
    }
  }

  @Test
  default void whatNoEventCanCarryIsJudgedOnceAndHoldsNothingUp() {
    String community = hooked("T-1", "");
    for (String name : List.of("x".repeat(300), "nul \\u0000", "bell \\u0007")) {
      send(community, "T-1", fresh("d-"), "\"type\":\"odd\",\"name\":\"" + name + "\"");
    }
    for (String name : List.of("x".repeat(600), "nul \\u0000")) {
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"" + name + "\"");
    }
    send(community, "T-1", fresh("d-"), posted("after them"));
    soon().until(() -> events(community).size() == 1);
    assertThat(inbox(community, "waiting")).isEmpty();
    assertThat(inbox(community, "done")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(inbox(community, "parked"))
        .isNotEmpty()
        .allSatisfy(parked -> assertThat(parked.getInt("tries")).isEqualTo(1))
        .allSatisfy(parked -> assertThat(parked.isNull("last_error")).isFalse());
  }

  /** A platform may cut a text in the middle of a character; nobody else can put it right. */
  @Test
  default void halfACharacterOfAPlatformsIsShownAsOne() {
    String community = hooked("T-1", "");
    assertThat(send(community, "T-1", fresh("d-"), posted("half \\ud83d")).status()).isEqualTo(200);
    soon().until(() -> events(community).size() == 1);
    assertThat(events(community).get(0).getJsonObject("data").getString("text"))
        .isEqualTo("half \uFFFD");
  }

  @Test
  default void whateverAFailureSaysIsWrittenDown() {
    String community = hooked("T-1", "");
    String text = "a \\u0000 thing \\u0007 " + "y".repeat(2_000);
    send(community, "T-1", fresh("d-"), "\"type\":\"muttering\",\"text\":\"" + text + "\"");
    soon().until(() -> tries(community) > 0);
    assertThat(inbox(community, "waiting").get(0).getString("last_error"))
        .startsWith("tally: the platform says a \uFFFD thing \u0007 yyy")
        .hasSizeLessThanOrEqualTo(1_000);
  }

  @Test
  default void whatIsForNobodyHereIsPassedOverAndCounted() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), "\"type\":\"elsewhere\",\"group\":\"g2\"");
    soon().until(() -> inbox(community, "done").size() == 1);
    assertThat(inbox(community, "done").get(0).getString("last_error"))
        .isEqualTo("Passed over: it is of the group g2");
    String foreign = posted("x") + ",\"group\":\"another\"";
    assertThat(send(community, "T-1", fresh("d-"), foreign).status()).isEqualTo(200);
    assertThat(inbox(community, "done")).hasSize(1);
    soon().until(() -> counts(community).getInt("unmatched") == 2);
    assertThat(counts(community).getInt("accepted")).isEqualTo(1);
    assertThat(events(community)).isEmpty();
  }

  @Test
  default void whateverAPlatformKnowsItsDeliveryByItHappensOnce() {
    String community = hooked("T-1", "");
    List<String> ids = List.of("x".repeat(300), "blank ", "blank", "\u00e4", "nul \\u0000");
    for (int times = 0; times < 2; times++) {
      ids.forEach(
          id ->
              assertThat(send(community, "T-1", community + id, posted("x")).status())
                  .isEqualTo(200));
    }
    soon().until(() -> inbox(community, "done").size() == ids.size());
    assertThat(counts(community).getInt("repeated")).isEqualTo(ids.size());
  }

  @Test
  default void countsGoWithTheirPlugin() {
    String community = hooked("T-1", "");
    send(community + "/tally", body("T-1", fresh("d-"), posted("x")), "another secret");
    assertThat(counts(community).getInt("refused")).isEqualTo(1);
    JsonObject whole = api().get("/api/internal/community/" + community).json();
    api().put("/api/internal/community/" + community, "{\"plugins\":[]}");
    assertThat(counts(community).getInt("refused")).isZero();
    api().put("/api/internal/community/" + community, whole.toString());
    assertThat(counts(community).isNull("last_seen_at")).isTrue();
  }

  @Test
  default void aStartThatWasInterruptedLongAgoDelaysNoWebhook() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      platform.feel(Mood.DEAD);
      String location = poll(community);
      pass(Duration.ofMinutes(3));
      send(community, "T-1", fresh("d-"), "\"type\":\"voted\",\"poll\":\"p9\"");
      soon().until(() -> inbox(community, "done").size() == 1);
      assertThat(api().get(location).json().getString("status")).isEqualTo("created");
    }
  }

  @Test
  default void whatIsOldIsRemovedFromTheInbox() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), "\"type\":\"odd\",\"name\":\"\"");
    send(community, "T-1", fresh("d-"), posted("x"));
    soon().until(() -> inbox(community, "done").size() == 1);
    pass(Duration.ofDays(8));
    soon().until(() -> inbox(community, "done").isEmpty());
    assertThat(inbox(community, "parked")).hasSize(1);
    pass(Duration.ofDays(23));
    soon().until(() -> inbox(community, "parked").isEmpty());
  }

  @Test
  default void anErrorOfThePluginsClassesCountsAsATry() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), "\"type\":\"broken\"");
    soon().until(() -> tries(community) > 0);
    assertThat(inbox(community, "waiting").get(0).getString("last_error")).contains("tally");
  }

  @Test
  default void aParkedWebhookThatComesAgainIsWorkedAgain() {
    try (FakePolls platform = new FakePolls()) {
      String community = hooked("T-1", ",\"server_url\":\"" + platform.url() + "\"");
      String id = fresh("d-");
      send(community, "T-1", id, "\"type\":\"asking\"");
      for (int tries = 1; tries <= 6; tries++) {
        int expected = tries;
        soon().until(() -> tries(community) >= expected);
        pass(Duration.ofMinutes(10));
      }
      soon().until(() -> inbox(community, "parked").size() == 1);
      assertThat(send(community, "T-1", id, "\"type\":\"asking\"").status()).isEqualTo(200);
      soon().until(() -> inbox(community, "waiting").size() == 1);
    }
  }

  @Test
  default void disablingThePluginDiscardsWhatWaits() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), "\"type\":\"poison\"");
    soon().until(() -> tries(community) > 0);
    api().put("/api/internal/community/" + community, "{\"plugins\":[]}");
    assertThat(inbox(community, "discarded")).hasSize(1);
    int id = inbox(community, "discarded").get(0).getInt("id");
    assertThat(api().get("/api/internal/inbox/" + id).json().isNull("body")).isTrue();
    assertThat(send(community, "T-1", fresh("d-"), posted("x")).status()).isEqualTo(404);
  }

  @Test
  default void whatIsShownHoldsNoSecret() {
    String community = hooked("T-1", "");
    send(community, "T-1", fresh("d-"), "\"type\":\"muttering\",\"text\":\"my key is k-4711\"");
    soon().until(() -> tries(community) > 0);
    int id = inbox(community, "waiting").get(0).getInt("id");
    Reply shown = api().get("/api/internal/inbox/" + id);
    assertThat(shown.json().getString("body")).contains("my key is ***");
    assertThat(shown.text()).doesNotContain("k-4711").doesNotContain(SECRET);
    assertThat(shown.json().getJsonObject("headers").toString().toLowerCase(java.util.Locale.ROOT))
        .contains("\"x-tally-signature\":\"***\"");
    assertThat(shown.json().get("tasks")).isEqualTo(JsonValue.EMPTY_JSON_ARRAY);
  }

  @Test
  default void aWebhookThatIsTooLargeIsRefused() {
    String community = hooked("T-1", "");
    assertThat(send(community, "T-1", fresh("d-"), posted("x".repeat(1_100_000))).status())
        .isEqualTo(413);
    assertThat(api().get("/api/internal/inbox?state=odd").status()).isEqualTo(400);
    assertThat(api().get("/api/internal/inbox/counts").status()).isEqualTo(400);
  }

  private String poll(String community) {
    return api()
        .as(community)
        .post("/api/internal/process/tally.poll", "{\"title\":\"x\"}")
        .header("Location")
        .orElseThrow();
  }

  private int votes(String location) {
    return api().get(location).json().getJsonObject("outcome").getJsonObject("votes").getInt("yes");
  }

  @Test
  default void aPluginTakesOtherMethodsAndLongerPathsWhereItSaysSo() {
    String slugged = hooked("T-takes", ",\"webhook_slug\":\"s7\"");
    String plain = hooked("T-takes-2", "");
    Reply asked = api().get("/api/hooks/" + plain + "/tally?challenge=c1&secret=" + SECRET);
    assertThat(asked.status()).as(asked.text()).isEqualTo(200);
    assertThat(asked.text()).isEqualTo("c1");
    assertThat(asked.header("X-Tally")).contains("here");
    assertThat(api().get("/api/hooks/" + plain + "/tally?challenge=c1&secret=x").status())
        .isEqualTo(401);

    String several = "[{\"number\":1},{\"number\":2}]";
    for (String path : List.of(plain + "/tally/polls/a%20b", slugged + "/tally/s7/polls/7")) {
      assertThat(put(path, several).status()).as(path).isEqualTo(200);
    }
    soon()
        .untilAsserted(
            () -> assertThat(texts(plain)).containsExactly("polls/a%20b", "polls/a%20b"));
    soon().untilAsserted(() -> assertThat(texts(slugged)).containsExactly("polls/7", "polls/7"));

    for (String path :
        List.of(slugged + "/tally/polls/7", slugged + "/tally", plain + "x/tally/s")) {
      assertThat(put(path, several).status()).as(path).isEqualTo(404);
    }
    assertThat(put("tally", several).status()).as("that for all takes POST alone").isEqualTo(405);
    assertThat(api().send("DELETE", "/api/hooks/" + plain + "/tally", null).status())
        .isEqualTo(405);
  }

  private List<String> texts(String community) {
    return events(community).stream()
        .map(event -> event.getJsonObject("data").getString("text"))
        .toList();
  }

  private Reply put(String path, String body) {
    return api()
        .with("X-Tally-Signature", HookedCommunity.signature(SECRET, body))
        .put("/api/hooks/" + path, body);
  }
}
