package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** What people look at who set a gateway up and watch it. */
public interface ConsoleContract extends DriversUnderTest {
  private JsonObject status(String community) {
    return api()
        .get("/api/internal/community/" + community + "/status")
        .json()
        .getJsonArray("plugins")
        .getJsonObject(0);
  }

  private static List<String> troubles(JsonObject plugin) {
    return plugin.getJsonArray("troubles").getValuesAs(JsonString::getString);
  }

  private static List<String> texts(JsonObject page, String list, String member) {
    return page.getJsonArray(list).getValuesAs(JsonObject.class).stream()
        .map(each -> each.get(member).toString().replace("\"", ""))
        .toList();
  }

  @Test
  default void howAPluginDoesIsTold() {
    HookedCommunity town = HookedCommunity.create(api(), fresh());
    assertThat(status(town.name()).getBoolean("well")).isTrue();
    assertThat(api().with("X-Tally-Signature", "00").post(town.hook(), "{}").status())
        .isEqualTo(401);
    JsonObject refused = status(town.name());
    assertThat(troubles(refused)).containsExactly("webhooks_refused");
    assertThat(refused.getJsonObject("webhooks").getInt("refused")).isEqualTo(1);
    try (DriverKey key = DriverKey.of(api(), "read", town.name())) {
      // As it is told of one, for all that the key sees.
      JsonObject all = key.driver().get("/api/internal/community-status").json();
      assertThat(texts(all, "communities", "community")).containsExactly(town.name());
      assertThat(all.getJsonArray("communities").getJsonObject(0).getJsonArray("plugins"))
          .isEqualTo(api().get(town.path() + "/status").json().getJsonArray("plugins"));
      assertThat(all.isNull("next")).isTrue();
    }
    town.send();
    soon().until(() -> status(town.name()).getBoolean("well"));
    assertThat(api().get("/api/internal/community/" + fresh() + "/status").status()).isEqualTo(404);
  }

  @Test
  default void communitiesAreFoundByAPartOfTheirNames() {
    String part = fresh();
    String all = "/api/internal/community";
    api().put(all + "/x" + part + "_1", "{\"readable_name\":\"Über 100% " + part + "\"}");
    api().put(all + "/y" + part.toUpperCase(java.util.Locale.ROOT), "{}");
    assertThat(texts(api().get(all + "?search=" + part).json(), "communities", "name"))
        .containsExactly("x" + part + "_1", "y" + part.toUpperCase(java.util.Locale.ROOT));
    // What means something in SQL means itself.
    assertThat(texts(api().get(all + "?search=" + part + "_").json(), "communities", "name"))
        .containsExactly("x" + part + "_1");
    assertThat(texts(api().get(all + "?search=100%25%20" + part).json(), "communities", "name"))
        .containsExactly("x" + part + "_1");
    try (DriverKey key = DriverKey.of(api(), "read")) {
      assertThat(key.driver().get(all + "?search=" + part).json().getJsonArray("communities"))
          .isEmpty();
    }
  }

  @Test
  default void whatWasWrittenIsFoundByWhatItIs() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/seen");
        Newsroom room = newsroom("posted", "moved", "posted")) {
      awaitAll(driver, "/seen", room, 3);
      String search = "/api/internal/events/search?community=" + room.community();
      assertThat(texts(api().get(search).json(), "events", "sequence"))
          .containsExactly("3", "2", "1");
      JsonObject one = api().get(search + "&event_type=posted&limit=1").json();
      assertThat(texts(one, "events", "sequence")).containsExactly("3");
      JsonObject rest = api().get(search + "&event_type=posted&after=" + one.getInt("next")).json();
      assertThat(texts(rest, "events", "sequence")).containsExactly("1");
      assertThat(rest.isNull("next")).isTrue();
      assertThat(api().get(search + "&source=nobody").json().getJsonArray("events")).isEmpty();
      assertThat(api().get(search + "&until=1990-01-01T00:00:00Z").json().getJsonArray("events"))
          .isEmpty();
      assertThat(api().get(search + "&since=1990-01-01T00:00:00Z").json().getJsonArray("events"))
          .hasSize(3);
      assertThat(api().get(search + "&since=yesterday").status()).isEqualTo(400);
      String timeline = "/api/internal/events/timeline?community=" + room.community();
      JsonObject hours = api().get(timeline + "&hours=168").json();
      assertThat(hours.getJsonArray("hours")).hasSize(168);
      assertThat(hours.getInt("total")).isEqualTo(3);
      assertThat(api().get(timeline + "&hours=169").status()).isEqualTo(400);
      String id = one.getJsonArray("events").getJsonObject(0).getString("id");
      String event = "/api/internal/events/" + id;
      soon()
          .untilAsserted(
              () ->
                  assertThat(texts(api().get(event).json(), "deliveries", "receiver"))
                      .containsExactly(receiver.name()));
      try (DriverKey own = DriverKey.of(api(), "read", room.community());
          DriverKey other = DriverKey.of(api(), "read")) {
        // Of another's receiver nothing is told, and of an event before its time neither.
        assertThat(own.driver().get(event).status()).isIn(200, 404);
        assertThat(own.driver().get(event).text()).doesNotContain(receiver.name());
        assertThat(other.driver().get(event).status()).isEqualTo(404);
      }
    }
  }

  @Test
  default void howAProcessCameToWhereItIsIsTold() {
    String name = fresh();
    String process = "randomness.delayed-stochastic-vote";
    Api driver =
        community(
            name, "[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]");
    for (String option : List.of("a", "b")) {
      Reply begun =
          driver.post(
              "/api/internal/process/" + process,
              "{\"options\":[\"%s\"],\"delay\":9000}".formatted(option));
      assertThat(begun.status()).isEqualTo(202);
    }
    String list = "/api/internal/process?community=" + name + "&order=newest&name=" + process;
    JsonObject first = api().get(list + "&limit=1").json();
    JsonObject newest = first.getJsonArray("processes").getJsonObject(0);
    assertThat(newest.getJsonObject("parameters").getJsonArray("options").getString(0))
        .isEqualTo("b");
    JsonObject second = api().get(list + "&after=" + first.getInt("next")).json();
    assertThat(second.getJsonArray("processes")).hasSize(1);
    assertThat(second.isNull("next")).isTrue();
    assertThat(api().get(list + "&since=2999-01-01T00:00:00Z").json().getJsonArray("processes"))
        .isEmpty();
    assertThat(api().get(list.replace("newest", "best")).status()).isEqualTo(400);
    String location = "/api/internal/process/" + process + "/" + newest.getInt("id");
    assertThat(api().post(location + "/complete", null).status()).isEqualTo(200);
    JsonObject history = api().get(location + "/history").json();
    assertThat(texts(history, "history", "status")).containsExactly("completed");
    assertThat(history.getJsonObject("parameters").containsKey("options")).isTrue();
    assertThat(api().delete("/api/internal/community/" + name).status()).isEqualTo(204);
    assertThat(api().get(location + "/history").status()).isEqualTo(404);
  }

  @Test
  default void aConfigIsTriedBeforeItIsKept() {
    String name = fresh();
    Api driver = community(name, "[]");
    String path = "/api/internal/plugin/sourcecred/test";
    try (FakeServer platform = new FakeServer()) {
      String config = "{\"server_url\":\"" + platform.url("") + "\"}";
      platform.answer("/output/accounts.json", 403, "no");
      assertThat(driver.post(path, config).json().getString("result")).isEqualTo("refused");
      String there = config.replace("\"}", "/there\"}");
      platform.answer("/there/output/accounts.json", 200, "{\"accounts\":[]}");
      JsonObject found = driver.post(path, there).json();
      assertThat(found.getString("result")).as(found.toString()).isEqualTo("ok");
      assertThat(found.getString("detail")).contains("0.0 cred");
      JsonObject nobody = driver.post(path, "{\"server_url\":\"http://127.0.0.1:9\"}").json();
      assertThat(nobody.getString("result")).isEqualTo("unreachable");
    }
    assertThat(driver.post(path, "{}").status()).isEqualTo(400);
    assertThat(driver.post(path, null).status()).isEqualTo(400);
    assertThat(driver.post(path.replace("sourcecred", "nothing"), "{}").status()).isEqualTo(404);
    assertThat(driver.post("/api/internal/plugin/revshare/test", "{}").json().getString("result"))
        .isEqualTo("untested");
    assertThat(api().get("/api/internal/community/" + name).json().getJsonArray("plugins"))
        .isEmpty();
  }

  @Test
  default void howADriverRefusesIsShownWithoutWhatItWasSent() {
    String receiver = "/api/internal/receivers/" + fresh();
    try (FakeServer driver = new FakeServer()) {
      driver.on(
          "/refusing",
          exchange ->
              FakeServer.send(
                  exchange,
                  422,
                  "No!\n\u001b[31m "
                      + exchange.getRequestHeaders().getFirst("X-Driver")
                      + " <b>"
                      + "x".repeat(3_000)));
      assertThat(
              api()
                  .put(
                      receiver,
                      "{\"url\":\"%s\",\"enabled\":false,\"headers\":{\"X-Driver\":\"s3cret-9\"}}"
                          .formatted(driver.url("/refusing")))
                  .status())
          .isEqualTo(201);
      JsonObject tried = api().post(receiver + "/test", null).json();
      assertThat(tried.getInt("status")).isEqualTo(422);
      assertThat(tried.getString("answer")).startsWith("No! [31m *** <b>xxx").hasSize(200);
      assertThat(api().delete(receiver).status()).isEqualTo(204);
    }
  }

  @Test
  default void theServerIsToldOfAsAWhole() {
    JsonObject system = api().get("/api/internal/system").json();
    assertThat(texts(system, "queues", "name")).contains("lane", "governance_process");
    assertThat(system.getJsonObject("health").getString("status")).isEqualTo("up");
    assertThat(system.getJsonArray("nodes")).isNotEmpty();
    try (DriverKey key = DriverKey.everywhere(api(), "act");
        DriverKey narrow = DriverKey.of(api(), "administer")) {
      assertThat(key.driver().get("/api/internal/system").status()).isEqualTo(403);
      assertThat(narrow.driver().get("/api/internal/system").status()).isEqualTo(403);
    }
  }
}
