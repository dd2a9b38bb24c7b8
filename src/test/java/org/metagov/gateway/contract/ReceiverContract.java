package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.testing.FakeDriver.HANGING;
import static org.metagov.gateway.testing.FakeDriver.status;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.TestReceiver;

/** Receivers: how drivers add, change, try and remove them. */
public interface ReceiverContract extends DriversUnderTest {
  /** A secret: 24 bytes. */
  String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  @Test
  default void aReceiverIsCreatedReplacedAndRemoved() {
    String path = "/api/internal/receivers/" + fresh();
    String body =
        "{\"url\":\"http://127.0.0.1:9/a\",\"secret\":\"%s\",\"communities\":[\"a\",\"b-*\"]}"
            .formatted(SECRET);
    Reply created = api().put(path, body);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text()).doesNotContain(SECRET.substring(6));
    JsonObject seen = api().get(path).json();
    assertThat(seen).isEqualTo(created.json());
    assertThat(seen.getBoolean("has_secret")).isTrue();
    assertThat(seen.getString("state")).isEqualTo("active");
    assertThat(seen.getString("managed_by")).isEqualTo("api");
    assertThat(seen.get("communities")).hasToString("[\"a\",\"b-*\"]");
    assertThat(seen.isNull("sources")).isTrue();
    Reply replaced = api().put(path, "{\"url\":\"http://127.0.0.1:9/b\",\"enabled\":false}");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.json().getString("state")).isEqualTo("disabled");
    assertThat(replaced.json().isNull("communities")).isTrue();
    // What nobody sees cannot be put back: it stays.
    assertThat(replaced.json().getBoolean("has_secret")).isTrue();
    Reply deleted = api().delete(path);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.text()).isEmpty();
    assertThat(api().delete(path).status()).isEqualTo(404);
    assertThat(api().get(path).status()).isEqualTo(404);
    for (String what : List.of("test", "pause", "resume", "wake", "rotate-secret")) {
      assertThat(api().post(path + "/" + what, "{}").status()).as(what).isEqualTo(404);
    }
  }

  @Test
  default void aBadReceiverIsRefusedWithAllThatIsWrong() {
    String path = "/api/internal/receivers/" + fresh();
    Reply refused =
        api()
            .put(
                path,
                "{\"url\":\"ftp://a.example\",\"secret\":\"s3cret\",\"communities\":\"a\","
                    + "\"sources\":[1],\"event_types\":[\"\"],\"system_events\":1,\"enabled\":\"no\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().getJsonArray("errors").getValuesAs(JsonObject.class))
        .extracting(error -> error.getString("pointer"))
        .containsExactlyInAnyOrder(
            "/url",
            "/secret",
            "/communities",
            "/sources",
            "/event_types",
            "/system_events",
            "/enabled");
    assertThat(refused.text()).doesNotContain("s3cret");
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"url\":5}",
            "{\"url\":\"http://user:pw@a.example\"}",
            "{\"url\":\"http://a.example:70000\"}",
            "{\"url\":\"http://a.example/" + "x".repeat(2_000) + "\"}")) {
      assertThat(api().put(path, body).status()).as(body).isEqualTo(400);
    }
    assertThat(api().put("/api/internal/receivers/a.b", "{\"url\":\"http://a.example\"}").status())
        .isEqualTo(400);
    assertThat(api().get(path).status()).isEqualTo(404);
  }

  @Test
  default void ofParallelPutsOfANewReceiverOneCreatesIt() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/")) {
      api().delete(receiver.path());
      List<Reply> replies = Parallel.run(6, i -> receiver.put(driver.url("/"), ""));
      assertThat(replies).extracting(Reply::status).containsOnly(201, 200);
      assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
    }
  }

  @Test
  default void receiversAreListedPageByPage() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver one = receiver(driver, "/", ",\"secret\":\"" + SECRET + "\"");
        TestReceiver two = receiver(driver, "/")) {
      String list = "/api/internal/receivers?limit=1";
      JsonObject first = api().get(list).json();
      assertThat(first.getJsonArray("receivers")).hasSize(1);
      Reply second = api().get(list + "&after=" + first.getString("next"));
      assertThat(second.json().getJsonArray("receivers")).hasSize(1);
      Reply all = api().get("/api/internal/receivers");
      assertThat(all.text()).contains(one.name(), two.name()).doesNotContain(SECRET.substring(6));
      assertThat(all.json().isNull("next")).isTrue();
      assertThat(api().get("/api/internal/receivers?limit=0").status()).isEqualTo(400);
    }
  }

  @Test
  default void aFilterLetsThroughWhatItNames() {
    try (FakeDriver driver = new FakeDriver();
        Newsroom room = newsroom()) {
      String name = room.community();
      String start = name.substring(0, 6);
      try (TestReceiver all = receiver(driver, "/all");
          TestReceiver exact = receiver(driver, "/exact", ",\"communities\":[\"" + name + "\"]");
          TestReceiver wild =
              receiver(driver, "/wild", ",\"communities\":[\"x\",\"" + start + "*\"]");
          TestReceiver other = receiver(driver, "/other", ",\"communities\":[\"x*\"]");
          TestReceiver source = receiver(driver, "/source", ",\"sources\":[\"t*y\"]");
          TestReceiver none = receiver(driver, "/none", ",\"sources\":[]");
          TestReceiver type = receiver(driver, "/type", ",\"event_types\":[\"*t*d\"]")) {
        room.publish("posted", "counted");
        awaitAll(driver, "/all", room, 2);
        for (TestReceiver receiver : List.of(all, exact, wild, other, source, none, type)) {
          soon()
              .until(
                  () ->
                      receiver.lanes().stream()
                          .filter(l -> l.getString("stream").endsWith(name))
                          .allMatch(l -> l.getInt("reached") == 2));
        }
        for (String path : List.of("/exact", "/wild", "/source", "/type")) {
          assertThat(driver.sequences(path, name)).as(path).containsExactly(1, 2);
        }
        assertThat(driver.messages("/other")).isEmpty();
        assertThat(driver.messages("/none")).isEmpty();
      }
    }
  }

  private static List<String> streams(TestReceiver receiver) {
    return receiver.lanes().stream().map(lane -> lane.getString("stream")).sorted().toList();
  }

  private static String of(Newsroom... rooms) {
    return Stream.of(rooms)
        .map(room -> "\"" + room.community() + "\"")
        .collect(Collectors.joining(",", ",\"communities\":[", "]"));
  }

  private static String[] logs(Newsroom... rooms) {
    return Stream.of(rooms).map(r -> "community/" + r.community()).sorted().toArray(String[]::new);
  }

  @Test
  default void aReceiverHasLanesWhereItsCommunitiesMatchAndNowhereElse() {
    try (FakeDriver driver = new FakeDriver();
        Newsroom one = newsroom("posted");
        Newsroom two = newsroom("posted");
        TestReceiver all = receiver(driver, "/all");
        TestReceiver some = receiver(driver, "/some", of(one))) {
      soon().untilAsserted(() -> assertThat(streams(all)).contains(logs(one, two)));
      soon().until(() -> api().get(two.log()).json().getInt("newest") == 1);
      soon().untilAsserted(() -> assertThat(streams(some)).containsExactly(logs(one)));
      // A log that is opened later has lanes to those that hear of it.
      try (Newsroom three = newsroom("posted")) {
        awaitAll(driver, "/all", three, 1);
        assertThat(streams(some)).containsExactly(logs(one));
        // Of what is added it hears from then on, and of what was there before all that comes.
        some.put(driver.url("/some"), of(one, two, three));
        one.publish("posted");
        two.publish("posted");
        awaitEvent(driver, "/some", one, 2);
        awaitEvent(driver, "/some", two, 2);
        assertThat(firsts(driver, "/some", two)).containsExactly(2);
        soon()
            .untilAsserted(() -> assertThat(streams(some)).containsExactly(logs(one, two, three)));
        some.put(driver.url("/some"), of(two));
        soon().untilAsserted(() -> assertThat(streams(some)).containsExactly(logs(two)));
        two.publish("posted");
        awaitEvent(driver, "/some", two, 3);
        assertThat(firsts(driver, "/some", three)).isEmpty();
      }
    }
  }

  @Test
  default void whatWaitsWhereAReceiverHearsOfNothingMoreGoesWithItsLane() {
    try (FakeDriver driver = new FakeDriver().feel("/", FakeDriver.status(400));
        Newsroom room = newsroom();
        TestReceiver receiver = receiver(driver, "/", of(room))) {
      room.publish("posted");
      soon().until(() -> receiver.deliveries(room.community()).size() == 1);
      receiver.put(driver.url("/"), ",\"communities\":[\"x*\"]");
      soon().until(() -> receiver.lanes().isEmpty());
      assertThat(receiver.deliveries(room.community())).isEmpty();
      driver.feel("/", FakeDriver.WELL);
      receiver.put(driver.url("/"), of(room));
      room.publish("posted");
      awaitEvent(driver, "/", room, 2);
      assertThat(receiver.dead(room.community())).isEmpty();
    }
  }

  @Test
  default void aReceiverIsTriedOnDemand() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(418));
        TestReceiver receiver = receiver(driver, "/", ",\"enabled\":false")) {
      JsonObject refused = receiver.post("test").json();
      assertThat(refused.getBoolean("delivered")).isFalse();
      assertThat(refused.getInt("status")).isEqualTo(418);
      driver.cheerUp();
      JsonObject taken = receiver.post("test").json();
      assertThat(taken.getBoolean("delivered")).isTrue();
      assertThat(taken.isNull("error")).isTrue();
      Message message = driver.messages().get(1);
      assertThat(message.json().getString("event_type")).isEqualTo("test");
      assertThat(message.json().getString("source")).isEqualTo("metagov");
      driver.feel("/", HANGING);
      JsonObject late = receiver.post("test").json();
      assertThat(late.getBoolean("delivered")).isFalse();
      assertThat(late.isNull("status")).isTrue();
      assertThat(late.getString("error")).contains("did not answer");
    }
  }

  @Test
  default void deliveriesAreListedPageByPage() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted", "posted")) {
      soon().until(() -> receiver.deliveries(room.community()).size() == 3);
      String list = receiver.path() + "/deliveries?limit=2&community=" + room.community();
      JsonObject first = api().get(list).json();
      assertThat(first.getJsonArray("deliveries")).hasSize(2);
      JsonObject rest = api().get(list + "&after=" + first.getInt("next")).json();
      assertThat(rest.getJsonArray("deliveries")).hasSize(1);
      assertThat(rest.isNull("next")).isTrue();
      JsonObject delivery = rest.getJsonArray("deliveries").getJsonObject(0);
      assertThat(delivery.getString("message_id")).isEqualTo(driver.messages().get(2).id());
      assertThat(delivery.getInt("tries")).isEqualTo(1);
      assertThat(delivery.getJsonArray("attempts").getJsonObject(0).getInt("status"))
          .isEqualTo(200);
      assertThat(api().get(list + "&state=retrying").json().getJsonArray("deliveries")).isEmpty();
      assertThat(api().get(list + "&state=x").status()).isEqualTo(400);
      assertThat(api().get(list + "&after=x").status()).isEqualTo(400);
      assertThat(api().get(receiver.path() + "/lanes?limit=1").json().getJsonArray("lanes"))
          .hasSize(1);
      assertThat(receiver.dead(room.community())).isEmpty();
    }
  }

  @Test
  default void aReceiverHasHeadersOfItsOwnThatNobodySees() {
    String headers = ",\"headers\":{\"Authorization\":\"Bearer s3cret\",\"X-Team\":\"t ea~m\"}";
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", headers)) {
      assertThat(receiver.seen().get("headers"))
          .hasToString("{\"Authorization\":\"********\",\"X-Team\":\"********\"}");
      assertThat(api().get("/api/internal/receivers").text()).doesNotContain("s3cret", "a~m");
      receiver.post("test");
      assertSent(driver, "Bearer s3cret", "t ea~m");
      // As before, where it is not named.
      assertThat(receiver.put(driver.url("/"), "").text()).doesNotContain("s3cret");
      receiver.post("test");
      assertSent(driver, "Bearer s3cret", "t ea~m");
      receiver.put(
          driver.url("/"), ",\"headers\":{\"authorization\":\"********\",\"x-team\":\"other\"}");
      receiver.post("test");
      assertSent(driver, "Bearer s3cret", "other");
      Reply unknown = receiver.put(driver.url("/"), ",\"headers\":{\"x-key\":\"********\"}");
      assertThat(unknown.status()).isEqualTo(400);
      assertThat(unknown.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("/headers/x-key");
      assertThat(receiver.put(driver.url("/"), ",\"headers\":{}").json().get("headers"))
          .hasToString("{}");
      receiver.post("test");
      Message last = driver.messages().get(driver.messages().size() - 1);
      assertThat(last.header("Authorization")).isEmpty();
    }
  }

  @Test
  default void headersAreGivenAnewWhereTheReceiverMovesToAnotherServer() {
    String headers = ",\"headers\":{\"Authorization\":\"Bearer s3cret\"}";
    try (FakeDriver driver = new FakeDriver();
        FakeDriver other = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", headers)) {
      assertThat(receiver.put(driver.url("/elsewhere"), "").status()).isEqualTo(200);
      for (String kept : List.of("", ",\"headers\":{\"authorization\":\"********\"}")) {
        Reply refused = receiver.put(other.url("/"), kept);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
            .isEqualToIgnoringCase("/headers/Authorization");
      }
      assertThat(receiver.seen().getString("url")).isEqualTo(driver.url("/elsewhere"));
      assertThat(receiver.put(other.url("/"), ",\"headers\":{}").status()).isEqualTo(200);
      receiver.post("test");
      assertThat(other.messages()).allMatch(message -> message.header("Authorization").isEmpty());
    }
  }

  private static void assertSent(FakeDriver driver, String authorization, String team) {
    Message last = driver.messages().get(driver.messages().size() - 1);
    assertThat(last.header("Authorization")).hasValue(authorization);
    assertThat(last.header("X-Team")).hasValue(team);
    assertThat(last.header("webhook-id")).isPresent();
  }
}
