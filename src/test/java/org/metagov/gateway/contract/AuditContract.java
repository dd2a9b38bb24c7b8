package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.ExampleBook;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.TestReceiver;

/** Who did what. */
public interface AuditContract extends DriversUnderTest {
  /** Where it is seen. */
  String PATH = "/api/internal/audit";

  private List<JsonObject> entries(String community) {
    return api()
        .get(PATH + "?limit=200&community=" + community)
        .json()
        .getJsonArray("entries")
        .getValuesAs(JsonObject.class);
  }

  private static String deed(JsonObject entry) {
    return entry.getString("method") + " " + entry.getString("route");
  }

  private static List<String> fields(JsonObject entry) {
    return entry.getJsonArray("fields").getValuesAs(JsonString::getString);
  }

  @Test
  default void whoeverChangesSomethingIsWrittenDown() {
    HookedCommunity town = HookedCommunity.create(api(), fresh());
    try (DriverKey key = DriverKey.of(api(), "administer", town.name())) {
      Api driver = key.driver().as(town.name());
      driver.put(
          town.path(),
          "{\"readable_name\":\"Hush\",\"plugins\":[{\"name\":\"tally\","
              + "\"config\":{\"api_key\":\"another-canary\"}},"
              + "{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]}");
      driver.act("tally.count", "{}");
      String process =
          driver
              .post(
                  "/api/internal/process/randomness.delayed-stochastic-vote",
                  "{\"options\":[\"a\"],\"delay\":9000}")
              .header("Location")
              .orElseThrow();
      driver.post(process + "/complete", null);
      driver.get(town.path());
      driver.act("tally.no-such-one", "{}");
      driver.delete(town.path());
      soon().until(() -> entries(town.name()).size() == 6);
      List<JsonObject> entries = entries(town.name());
      assertThat(entries)
          .extracting(AuditContract::deed)
          .containsExactlyInAnyOrder(
              "PUT /api/internal/community/{community}",
              "PUT /api/internal/community/{community}",
              "POST /api/internal/action/{action}",
              "POST /api/internal/process/{process}",
              "POST /api/internal/process/{process}/{id}/complete",
              "DELETE /api/internal/community/{community}");
      assertThat(fields(entries.get(0))).containsExactly("/plugins/tally");
      assertThat(fields(entries.get(1)))
          .containsExactly(
              "/readable_name",
              "/plugins/tally/config/api_key",
              "/plugins/tally/config/webhook_secret",
              "/plugins/randomness");
      assertThat(entries.get(0).getJsonObject("who").getString("kind")).isEqualTo("loopback");
      JsonObject who = entries.get(1).getJsonObject("who");
      assertThat(who.getString("kind")).isEqualTo("driver_key");
      assertThat(who.getString("driver_key")).isEqualTo(key.id());
      assertThat(who.getInt("listener")).isEqualTo(api().base().getPort());
      assertThat(who.getString("source")).isEqualTo("127.0.0.1");
      assertThat(entries.toString()).doesNotContain("canary", "Hush", "k-1", "hook-secret");
    }
  }

  /** The server under test trusts this machine to name the source. */
  @Test
  default void theSourceIsWhomATrustedProxyNames() {
    try (DriverKey key = DriverKey.everywhere(api(), "administer")) {
      String community = fresh();
      assertThat(
              key.driver()
                  .with("X-Forwarded-For", "192.0.2.7, 203.0.113.9")
                  .put("/api/internal/community/" + community, "{}")
                  .status())
          .isEqualTo(201);
      soon().until(() -> !entries(community).isEmpty());
      assertThat(entries(community).get(0).getJsonObject("who").getString("source"))
          .isEqualTo("203.0.113.9");
    }
  }

  @Test
  default void keysAndReceiversAreWrittenDownToo() {
    long before = api().get(PATH).json().getJsonObject("head").getInt("seq");
    String receiver = "/api/internal/receivers/" + fresh();
    String id;
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      id = key.id();
      key.change("act");
      api().put(receiver, "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}");
      api().delete(receiver);
    }
    soon().until(() -> deeds(before, id).size() == 3);
    assertThat(deeds(before, id))
        .containsExactly(List.of(), List.of("/scope", "/communities"), List.of("/revoked_at"));
    String name = receiver.substring(receiver.lastIndexOf('/') + 1);
    assertThat(deeds(before, name).get(0)).contains("/url");
    assertThat(deeds(before, name)).hasSize(2);
  }

  /** Returns what was changed by whatever was done to {@code name} since. */
  private List<List<String>> deeds(long after, String name) {
    return api()
        .get(PATH + "?limit=200&after=" + after)
        .json()
        .getJsonArray("entries")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(entry -> entry.getJsonObject("names").toString().contains("\"" + name + "\""))
        .map(AuditContract::fields)
        .toList();
  }

  @Test
  default void whatWasRefusedHasChangedNothing() {
    String name = fresh();
    Api driver = community(name, "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\"}}]");
    assertThat(driver.put("/api/internal/community/" + name, "{\"name\":\"x\"}").status())
        .isEqualTo(400);
    Api keyed = driver.with("Idempotency-Key", "one");
    keyed.act("tally.count", "{}");
    keyed.act("tally.count", "{}");
    soon().until(() -> entries(name).size() == 2);
    assertThat(entries(name))
        .extracting(AuditContract::deed)
        .containsExactly(
            "PUT /api/internal/community/{community}", "POST /api/internal/action/{action}");
    assertThat(entries(name).get(1).getInt("status")).isEqualTo(200);
  }

  @Test
  default void theChainIsWhole() {
    community("[]");
    soon().until(() -> api().get(PATH).json().getJsonArray("entries").size() > 0);
    Reply found = api().get(PATH + "/verify");
    assertThat(found.json().getBoolean("valid")).as(found.text()).isTrue();
    JsonObject head = api().get(PATH).json().getJsonObject("head");
    String query = "?seq=" + head.getInt("seq") + "&mac=";
    assertThat(api().get(PATH + "/verify" + query + head.getString("mac")).text())
        .contains("\"valid\":true");
    assertThat(api().get(PATH + "/verify" + query + "0".repeat(64)).text())
        .contains("\"valid\":false", "it was another one when its head was told");
    assertThat(api().get(PATH + "/verify?seq=999999999&mac=" + head.getString("mac")).text())
        .contains("\"valid\":false", "it is missing: its head was told");
    assertThat(api().get(PATH + "/verify?seq=1").status()).isEqualTo(400);
  }

  @Test
  default void allOfItCanBeTakenAway() {
    String name = fresh();
    community(name, "[]");
    soon().until(() -> entries(name).size() == 1);
    Reply export = api().get(PATH + "/export?community=" + name);
    assertThat(export.header("Content-Type")).hasValue("application/x-ndjson");
    assertThat(export.text().lines().map(line -> (Object) JsonText.parse(line)).toList())
        .isEqualTo(entries(name));
  }

  @Test
  default void whereItEndsIsTold() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/heads", ",\"system_events\":true")) {
      pass(Duration.ofMinutes(61));
      community("[]");
      soon()
          .until(
              () ->
                  driver.messages("/heads").stream()
                      .anyMatch(m -> m.json().getString("event_type", "").equals("audit_head")));
      assertThat(receiver.seen().isNull("down")).isTrue();
      JsonObject told =
          driver.messages("/heads").stream()
              .map(FakeDriver.Message::json)
              .filter(m -> m.getString("event_type").equals("audit_head"))
              .findFirst()
              .orElseThrow();
      new ExampleBook().systemEvent(told).compare();
      JsonObject data = told.getJsonObject("data");
      Reply found =
          api().get(PATH + "/verify?seq=" + data.getInt("seq") + "&mac=" + data.getString("mac"));
      assertThat(found.json().getBoolean("valid")).as(found.text()).isTrue();
    }
  }
}
