package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.EventStream;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** Keys of drivers, and what they see. */
public interface KeysContract extends DriversUnderTest {
  private static String town(String name) {
    return "/api/internal/community/" + name;
  }

  private Api counters(String name) {
    return community(name, "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\"}}]");
  }

  private static List<String> names(JsonObject page, String list, String member) {
    return page.getJsonArray(list).getValuesAs(JsonObject.class).stream()
        .map(each -> each.getString(member))
        .toList();
  }

  @Test
  default void aKeyIsShownOnce() {
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      assertThat(key.text()).startsWith("mgk_" + key.id() + "_").hasSize(66);
      assertThat(api().get(key.path()).text()).doesNotContain(key.text().substring(17));
      Reply list = api().get(DriverKey.PATH + "?limit=200");
      assertThat(list.text()).contains(key.id()).doesNotContain(key.text().substring(17));
      assertThat(key.seen().getString("state")).isEqualTo("active");
      assertThat(key.seen().isNull("last_used_at")).isTrue();
      key.driver().get("/api/internal/plugin");
      assertThat(key.seen().isNull("last_used_at")).isFalse();
      key.revoke();
      assertThat(key.driver().get("/api/internal/plugin").status()).isEqualTo(401);
      assertThat(key.seen().getString("state")).isEqualTo("revoked");
      assertThat(api().delete(key.path()).status()).isEqualTo(404);
    }
  }

  @Test
  default void aKeyIsNotKeptInTheAnswerOfAnIdempotencyKey() {
    Api keyed = api().with("Idempotency-Key", fresh());
    String body = "{\"name\":\"twice\",\"scope\":\"read\",\"communities\":[]}";
    JsonObject first = keyed.post(DriverKey.PATH, body).json();
    JsonObject again = keyed.post(DriverKey.PATH, body).json();
    assertThat(again.getString("id")).isEqualTo(first.getString("id"));
    assertThat(first.getString("key")).startsWith("mgk_");
    assertThat(again.getString("key")).isEqualTo("********");
    assertThat(again.getString("callback_secret")).isEqualTo("********");
    assertThat(api().delete(DriverKey.PATH + "/" + first.getString("id")).status()).isEqualTo(204);
  }

  @Test
  default void aKeyDoesWhatItsScopeSays() {
    String name = fresh();
    counters(name);
    try (DriverKey key = DriverKey.of(api(), "read", name)) {
      Api driver = key.driver().as(name);
      assertThat(driver.get(town(name)).status()).isEqualTo(200);
      Reply refused = driver.act("tally.count", "{}");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail())
          .isEqualTo("This takes a key with the scope 'act'; yours has 'read'");
      key.change("act", name);
      assertThat(driver.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
      assertThat(driver.delete(town(name)).status()).isEqualTo(403);
      key.change("administer", name);
      assertThat(driver.get(DriverKey.PATH).status()).isEqualTo(403);
      assertThat(driver.delete(town(name)).status()).isEqualTo(204);
      assertThat(driver.get(town(name)).status()).isEqualTo(404);
    }
  }

  @Test
  default void aKeySeesItsCommunitiesAndThoseThatItCreates() {
    String own = fresh();
    String foreign = fresh();
    String made = fresh();
    counters(own);
    counters(foreign);
    try (DriverKey key = DriverKey.of(api(), "administer", own)) {
      Api driver = key.driver();
      assertThat(driver.put(town(made), "{}").status()).isEqualTo(201);
      String invented = driver.post("/api/internal/community", "{}").json().getString("name");
      assertThat(names(driver.get("/api/internal/community").json(), "communities", "name"))
          .containsExactlyInAnyOrder(own, made, invented);
      assertThat(key.seen().getJsonArray("communities").getValuesAs(JsonString::getString))
          .containsExactlyInAnyOrder(own, made, invented);
      Reply nowhere = driver.get(town("nowhere"));
      Reply refused = driver.get(town(foreign));
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.detail()).isEqualTo(nowhere.detail().replace("nowhere", foreign));
      assertThat(driver.put(town(foreign), "{\"plugins\":[]}").status()).isEqualTo(404);
      Reply taken = driver.post("/api/internal/community", "{\"slug\":\"" + foreign + "\"}");
      assertThat(taken.detail()).isEqualTo("community with this slug already exists.");
      assertThat(driver.as(foreign).act("tally.count", "{}").detail())
          .isEqualTo("Community '" + foreign + "' not found");
      key.change("administer", made);
      assertThat(driver.get(town(own)).status()).isEqualTo(404);
      assertThat(driver.get(town(made)).status()).isEqualTo(200);
    }
    assertThat(api().as(foreign).act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
  }

  @Test
  default void noMarkTellsOfTheConfigOfACommunityThatAKeyDoesNotSee() {
    String foreign = fresh();
    counters(foreign);
    String body =
        "{\"slug\":\"%s\",\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"********\"}}]}";
    try (DriverKey key = DriverKey.of(api(), "administer")) {
      Reply hidden = key.driver().post("/api/internal/community", body.formatted(foreign));
      Reply unknown = key.driver().post("/api/internal/community", body.formatted(fresh()));
      assertThat(hidden.status()).isEqualTo(400);
      assertThat(hidden.detail()).isEqualTo(unknown.detail()).contains("no value yet");
    }
  }

  @Test
  default void aCommunityThatIsCreatedAgainIsAnotherOne() {
    try (Newsroom room = newsroom("posted", "posted")) {
      String name = room.community();
      soon().until(() -> newest(api(), name) == 2);
      try (DriverKey key = DriverKey.of(api(), "administer", name)) {
        assertThat(key.driver().get(town(name)).status()).isEqualTo(200);
        assertThat(api().delete(town(name)).status()).isEqualTo(204);
        assertThat(key.driver().get(town(name)).status()).isEqualTo(404);
        counters(name);
        assertThat(key.driver().get(town(name)).status()).isEqualTo(404);
        assertThat(key.seen().getJsonArray("communities")).isEmpty();
        assertThat(key.driver().get("/api/internal/events?community=" + name).status())
            .isEqualTo(404);
      }
      try (DriverKey later = DriverKey.of(api(), "read", name)) {
        JsonObject page = later.driver().get("/api/internal/events?community=" + name).json();
        assertThat(page.getJsonArray("events")).isEmpty();
        Reply earlier = later.driver().get("/api/internal/events?after=0&community=" + name);
        assertThat(earlier.status()).isEqualTo(410);
      }
    }
  }

  private static int newest(Api driver, String community) {
    return driver.get("/api/internal/events?community=" + community).json().getInt("newest");
  }

  @Test
  default void listsAndSingleThingsAreOfTheKeysCommunities() {
    HookedCommunity own = HookedCommunity.create(api(), fresh());
    HookedCommunity foreign = HookedCommunity.create(api(), fresh());
    own.send();
    foreign.send();
    try (DriverKey key = DriverKey.of(api(), "act", own.name())) {
      Api driver = key.driver();
      JsonObject inbox = driver.get("/api/internal/inbox").json();
      assertThat(names(inbox, "webhooks", "community")).containsExactly(own.name());
      assertThat(
              driver
                  .get("/api/internal/inbox?community=" + foreign.name())
                  .json()
                  .getJsonArray("webhooks"))
          .isEmpty();
      String path = "/api/internal/inbox/" + foreign.inbox(0).getInt("id");
      assertThat(driver.get(path).status()).isEqualTo(404);
      assertThat(driver.post(path + "/discard", null).status()).isEqualTo(404);
      assertThat(driver.get("/api/internal/inbox/counts?plugin=tally").status()).isEqualTo(400);
      assertThat(driver.get("/api/internal/receivers").json().getJsonArray("receivers")).isEmpty();
      assertThat(driver.get("/api/internal/process").json().getJsonArray("processes")).isEmpty();
      Reply replay = api().get("/api/internal/inbox/" + own.inbox(0).getInt("id"));
      assertThat(driver.get("/api/internal/inbox/" + own.inbox(0).getInt("id")).text())
          .isEqualTo(replay.text());
    }
  }

  @Test
  default void aReceiverHearsOfWhatItsKeySees() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver all = receiver(driver, "/all");
        Newsroom own = newsroom();
        Newsroom foreign = newsroom();
        DriverKey key = DriverKey.of(api(), "administer", own.community());
        TestReceiver clamped = TestReceiver.at(key.driver(), driver.url("/clamped"), "")) {
      own.tell("posted");
      foreign.tell("posted");
      pass(WELL_OVER_AN_INTERVAL);
      awaitAll(driver, "/all", own, 1);
      awaitAll(driver, "/all", foreign, 1);
      awaitEvent(driver, "/clamped", own, 1);
      soon().until(() -> clamped.lanes().stream().allMatch(l -> l.getInt("waiting") == 0));
      assertThat(firsts(driver, "/clamped", foreign)).isEmpty();
      assertThat(clamped.lanes())
          .extracting(lane -> lane.getString("stream"))
          .containsExactly("community/" + own.community());
      assertThat(all.seen().isNull("driver_key")).isTrue();
      assertThat(clamped.seen().getString("driver_key")).isEqualTo(key.id());
      key.revoke();
      own.tell("posted");
      pass(WELL_OVER_AN_INTERVAL);
      awaitAll(driver, "/all", own, 2);
      assertThat(firsts(driver, "/clamped", own)).containsExactly(1);
      // What waited is sent when another key takes the receiver over.
      try (DriverKey heir = DriverKey.of(api(), "read", own.community())) {
        String of = ",\"driver_key\":\"%s\"}";
        String body = "{\"url\":\"%s\"".formatted(driver.url("/clamped"));
        assertThat(api().put(clamped.path(), body + of.formatted("nobody")).status())
            .isEqualTo(400);
        assertThat(api().put(clamped.path(), body + of.formatted(heir.id())).status())
            .isEqualTo(200);
        awaitAll(driver, "/clamped", own, 2);
        assertThat(api().delete(clamped.path()).status()).isEqualTo(204);
      }
    }
  }

  @Test
  default void aReceiverHearsOfWhatItsKeyIsGivenAndOfNothingThatItIsTaken() {
    try (FakeDriver driver = new FakeDriver();
        Newsroom one = newsroom("posted");
        Newsroom two = newsroom("posted");
        DriverKey key = DriverKey.of(api(), "administer", one.community());
        TestReceiver receiver = TestReceiver.at(key.driver(), driver.url("/"), "")) {
      soon().until(() -> streams(receiver).equals(List.of(one.community())));
      soon().until(() -> api().get(two.log()).json().getInt("newest") == 1);
      key.change("administer", two.community());
      two.publish("posted");
      awaitEvent(driver, "/", two, 2);
      assertThat(firsts(driver, "/", two)).containsExactly(2);
      TestReceiver seen = receiver.as(api());
      soon().until(() -> streams(seen).equals(List.of(two.community())));
      // One that its key creates goes on with the numbers of the one before.
      api().delete(one.path());
      assertThat(key.driver().put(one.path(), "{\"plugins\":[]}").status()).isEqualTo(201);
      soon().until(() -> streams(seen).contains(one.community()));
    }
  }

  private static List<String> streams(TestReceiver receiver) {
    return receiver.lanes().stream()
        .map(lane -> lane.getString("stream").replace("community/", ""))
        .toList();
  }

  @Test
  default void whatWaitsForAnExpiredKeyIsSentWhenItIsGivenALaterEnd() {
    try (FakeDriver driver = new FakeDriver();
        Newsroom room = newsroom();
        DriverKey key = DriverKey.of(api(), "administer", room.community());
        TestReceiver receiver = TestReceiver.at(key.driver(), driver.url("/late"), "")) {
      String communities = "[\"" + room.community() + "\"]";
      Instant made = Instant.parse(key.createdAt());
      key.end(made.plusSeconds(3_600).toString(), "administer", communities);
      pass(Duration.ofHours(2));
      soon().until(() -> key.driver().get("/api/internal/plugin").status() == 401);
      TestReceiver seen = receiver.as(api());
      room.tell("posted");
      pass(WELL_OVER_AN_INTERVAL);
      soon().until(() -> seen.lanes().stream().anyMatch(lane -> lane.getInt("waiting") == 1));
      soon().until(() -> seen.lanes().stream().allMatch(l -> l.isNull("next_attempt_at")));
      assertThat(driver.messages("/late")).isEmpty();
      key.end(made.plus(Duration.ofDays(36_500)).toString(), "administer", communities);
      awaitAll(driver, "/late", room, 1);
    }
  }

  @Test
  default void aReceiverIsOfTheKeyThatHasMadeIt() {
    try (FakeDriver driver = new FakeDriver();
        DriverKey one = DriverKey.of(api(), "administer");
        DriverKey other = DriverKey.of(api(), "administer")) {
      String path = "/api/internal/receivers/" + fresh();
      String body = "{\"url\":\"%s\",\"enabled\":false}".formatted(driver.url("/one"));
      assertThat(one.driver().put(path, body).status()).isEqualTo(201);
      for (String verb : List.of("", "/lanes", "/deliveries", "/dead-letters")) {
        assertThat(other.driver().get(path + verb).status()).as(verb).isEqualTo(404);
      }
      for (String verb : List.of("/test", "/pause", "/resume", "/wake", "/rotate-secret")) {
        assertThat(other.driver().post(path + verb, null).status()).as(verb).isEqualTo(404);
      }
      assertThat(other.driver().put(path, body).status()).isEqualTo(404);
      assertThat(other.driver().delete(path).status()).isEqualTo(404);
      assertThat(one.driver().delete(path).status()).isEqualTo(204);
    }
  }

  @Test
  default void whoeverChangesAReceiverDoesNotTakeItOver() {
    try (FakeDriver driver = new FakeDriver();
        DriverKey maker = DriverKey.of(api(), "administer");
        DriverKey other = DriverKey.everywhere(api(), "administer");
        TestReceiver receiver =
            TestReceiver.at(maker.driver(), driver.url("/one"), ",\"enabled\":false")) {
      String body = "{\"url\":\"%s\",\"enabled\":false%s}";
      String more = ",\"driver_key\":\"" + other.id() + "\"";
      for (Api somebody : List.of(other.driver(), api())) {
        Reply changed = somebody.put(receiver.path(), body.formatted(driver.url("/two"), ""));
        assertThat(changed.json().getString("driver_key")).isEqualTo(maker.id());
      }
      Reply taken = other.driver().put(receiver.path(), body.formatted(driver.url("/two"), more));
      assertThat(taken.json().getString("driver_key")).isEqualTo(other.id());
      assertThat(api().delete(receiver.path()).status()).isEqualTo(204);
    }
  }

  @Test
  default void aKeyWithAListIsNotTheDefaultReceiversWhoseSecretSignsForOthers() {
    String path = "/api/internal/receivers/default";
    String body = "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}";
    try (DriverKey key = DriverKey.of(api(), "administer")) {
      Reply refused = key.driver().put(path, body);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail())
          .isEqualTo("The receiver 'default' takes a key that sees all communities");
      assertThat(api().get(path).status()).isEqualTo(404);
      // One that is given it hears by it, and no more.
      String given = body.replace("}", ",\"driver_key\":\"" + key.id() + "\"}");
      assertThat(api().put(path, given).status()).isEqualTo(201);
      try {
        assertThat(key.driver().get(path).status()).isEqualTo(200);
        assertThat(key.driver().post(path + "/pause", null).status()).isEqualTo(200);
        assertThat(key.driver().post(path + "/rotate-secret", null).status()).isEqualTo(403);
        assertThat(key.driver().delete(path).status()).isEqualTo(403);
      } finally {
        assertThat(api().delete(path).status()).isEqualTo(204);
      }
    }
  }

  private static boolean names(String key, String audit) {
    return audit.contains("\"names\":{\"key\":\"" + key + "\"}");
  }

  @Test
  default void whatAKeyHasMadeIsListedAndCanBeRevokedWithIt() {
    try (DriverKey maker = DriverKey.everywhere(api(), "administer");
        DriverKey made = maker.child();
        DriverKey madeByMade = made.child();
        DriverKey other = DriverKey.everywhere(api(), "administer")) {
      JsonObject list = api().get(DriverKey.PATH + "?created_by=KEY/" + maker.id()).json();
      assertThat(names(list, "driver_keys", "id")).containsExactly(made.id());
      made.revoke();
      assertThat(madeByMade.driver().get("/api/internal/plugin").status()).isEqualTo(200);
      int before =
          api().get("/api/internal/audit?limit=1").json().getJsonObject("head").getInt("seq");
      assertThat(api().delete(maker.path() + "?made=both").status()).isEqualTo(400);
      assertThat(api().delete(maker.path() + "?made=revoke").status()).isEqualTo(204);
      for (DriverKey gone : List.of(maker, madeByMade)) {
        assertThat(gone.driver().get("/api/internal/plugin").detail())
            .isEqualTo("The key was revoked");
      }
      assertThat(other.driver().get("/api/internal/plugin").status()).isEqualTo(200);
      String audit = "/api/internal/audit?limit=200&after=" + before;
      soon().until(() -> names(maker.id(), api().get(audit).text()));
      assertThat(names(madeByMade.id(), api().get(audit).text())).isTrue();
    }
  }

  @Test
  default void callbacksAreSignedWithTheSecretOfTheirKey() {
    String name = fresh();
    community(
        name, "[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]");
    try (FakeDriver driver = new FakeDriver();
        DriverKey key = DriverKey.of(api(), "act", name)) {
      Reply started =
          key.driver()
              .as(name)
              .post(
                  "/api/internal/process/randomness.delayed-stochastic-vote",
                  "{\"options\":[\"a\"],\"delay\":9000,\"callback_url\":\"%s\"}"
                      .formatted(driver.url("/callback")));
      String location = started.header("Location").orElseThrow();
      assertThat(key.driver().post(location + "/complete", null).status()).isEqualTo(200);
      soon().until(() -> !driver.messages("/callback").isEmpty());
      Message callback = driver.messages("/callback").get(0);
      assertThat(SignatureContract.isBy(key.callbackSecret(), callback)).isTrue();
      try (DriverKey other = DriverKey.of(api(), "act")) {
        assertThat(SignatureContract.isBy(other.callbackSecret(), callback)).isFalse();
        assertThat(other.driver().get(location).status()).isEqualTo(404);
        assertThat(other.driver().get(location + "/callbacks").status()).isEqualTo(404);
        assertThat(other.driver().delete(location).status()).isEqualTo(404);
      }
    }
  }

  @Test
  default void idempotencyKeysAreOfOneDriverKeyEach() {
    String name = fresh();
    counters(name);
    try (DriverKey one = DriverKey.of(api(), "act", name);
        DriverKey other = DriverKey.of(api(), "act", name)) {
      Api first = one.driver().as(name).with("Idempotency-Key", "one");
      Api second = other.driver().as(name).with("Idempotency-Key", "one");
      assertThat(first.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
      assertThat(second.act("tally.count", "{}").text()).isEqualTo("{\"count\":2}");
      assertThat(first.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
    }
  }

  @Test
  default void aStreamEndsWhenItsKeyIsRevoked() {
    String name = fresh();
    counters(name);
    try (DriverKey key = DriverKey.of(api(), "read", name);
        EventStream stream =
            EventStream.open(
                api(),
                "/api/internal/events?community=" + name,
                "Authorization: Bearer " + key.text())) {
      soon().until(() -> !stream.lines().isEmpty());
      assertThat(stream.status()).isEqualTo(200);
      key.revoke();
      soon().atMost(Duration.ofSeconds(5)).until(stream::isEnded);
    }
  }

  @Test
  default void aKeyEnds() {
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      key.end(Instant.parse(key.createdAt()).plusSeconds(3_600).toString(), "read", "[\"*\"]");
      assertThat(key.driver().get("/api/internal/plugin").status()).isEqualTo(200);
      pass(Duration.ofHours(2));
      soon().until(() -> key.driver().get("/api/internal/plugin").status() == 401);
      assertThat(key.driver().get("/api/internal/plugin").detail())
          .isEqualTo("The key has expired");
      assertThat(key.seen().getString("state")).isEqualTo("expired");
    }
  }

  @Test
  default void aKeyThatEndsMakesNoneThatDoesNot() {
    try (DriverKey key = DriverKey.everywhere(api(), "administer")) {
      String end = Instant.parse(key.createdAt()).plusSeconds(90_000).toString();
      key.end(end, "administer", "[\"*\"]");
      String body = "{\"name\":\"x\",\"scope\":\"read\",\"communities\":[\"*\"]%s}";
      Reply refused = key.driver().post(DriverKey.PATH, body.formatted(""));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.detail()).contains("must not be after");
      Reply made =
          key.driver().post(DriverKey.PATH, body.formatted(",\"expires_at\":\"" + end + "\""));
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.json().getString("created_by")).isEqualTo("KEY/" + key.id());
      api().delete(DriverKey.PATH + "/" + made.json().getString("id"));
    }
  }

  @Test
  default void whateverIsWrongWithAKeyIsTold() {
    Reply refused = api().post(DriverKey.PATH, "{\"expires_at\":\"soon\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(names(refused.json(), "errors", "pointer"))
        .containsExactly("/name", "/scope", "/communities", "/expires_at");
    Reply unknown =
        api()
            .post(
                DriverKey.PATH,
                "{\"name\":\"x\",\"scope\":\"read\",\"communities\":[\"no such\\u0000one\"]}");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.detail()).contains("not found");
    Reply over =
        api()
            .post(
                DriverKey.PATH,
                "{\"name\":\"x\",\"scope\":\"read\",\"communities\":[\"*\"],"
                    + "\"expires_at\":\"2001-01-01T00:00:00Z\"}");
    assertThat(over.detail()).isEqualTo("/expires_at must be still to come");
    assertThat(api().get(DriverKey.PATH + "/nobody").status()).isEqualTo(404);
    assertThat(api().put(DriverKey.PATH + "/nobody", "{}").status()).isEqualTo(400);
    for (String text :
        List.of("mgk_", "mgk_aaaaaaaaaaaa_" + "A".repeat(49), "mgk_" + "a".repeat(5_000))) {
      Reply wrong = api().with("Authorization", "Bearer " + text).get("/api/internal/plugin");
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.detail()).isEqualTo("The key is wrong");
    }
  }
}
