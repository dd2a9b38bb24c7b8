package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.metagov.gateway.testing.FakeDriver.status;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** Events on their way to receivers that feel well: what arrives, and in which order. */
public interface DeliveryContract extends DriversUnderTest {
  @Test
  default void anEventHasItsShapeAndTheSameBytesForEveryReceiverAndAttempt() {
    try (FakeDriver driver = new FakeDriver().feel("/two", status(503));
        TestReceiver one = receiver(driver, "/one");
        TestReceiver two = receiver(driver, "/two");
        Newsroom room = newsroom("posted")) {
      Message event = awaitEvent(driver, "/one", room, 1);
      soon().until(() -> driver.messages("/two").size() >= 2);
      JsonObject body = event.json();
      assertThat(body.keySet())
          .containsExactlyInAnyOrder(
              "id",
              "community",
              "source",
              "event_type",
              "timestamp",
              "data",
              "initiator",
              "sequence",
              "community_platform_id");
      assertThat(body.getString("community")).isEqualTo(room.community());
      assertThat(body.getString("source")).isEqualTo("tally");
      assertThat(body.getString("event_type")).isEqualTo("posted");
      assertThat(body.getString("timestamp")).matches("\\d{10,}\\.\\d+");
      assertThat(body.get("data")).hasToString("{\"number\":1,\"text\":\"news 1\"}");
      assertThat(body.get("initiator")).hasToString("{\"user_id\":\"u-1\",\"provider\":\"tally\"}");
      assertThat(driver.messages("/two")).extracting(Message::body).containsOnly(event.body());
      assertThat(driver.messages("/two")).extracting(Message::id).containsOnly(event.id());
      awaitState(one, room, "delivered");
      awaitState(two, room, "retrying");
    }
  }

  /** From the webhook through inbox and log; the id goes on, who has sent it does not. */
  @Test
  default void anEventBelongsToTheWebhookThatItCameOf() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(traceOfEventOf("00-" + id + "-00f067aa0ba902b7-01"))
        .matches("00-" + id + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-01");
    // One that is none is replaced.
    assertThat(traceOfEventOf("00-" + id + "-0000000000000000-01"))
        .matches("00-(?!" + id + ")[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  private String traceOfEventOf(String traceparent) {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/")) {
      Api sender = api().with("traceparent", traceparent).with("tracestate", "platform=its-own");
      HookedCommunity community = HookedCommunity.create(sender, fresh());
      assertThat(community.send().status()).isEqualTo(200);
      soon().until(() -> !receiver.deliveries(community.name()).isEmpty());
      Message event =
          driver.messages("/").stream()
              .filter(message -> message.community().equals(community.name()))
              .findFirst()
              .orElseThrow();
      assertThat(event.header("tracestate")).isEmpty();
      String traced = event.header("traceparent").orElseThrow();
      // Whoever asks what has become of it is told the same.
      String trace = traced.substring(3, 35);
      assertThat(community.inbox(0).getString("trace")).isEqualTo(trace);
      assertThat(receiver.deliveries(community.name()))
          .extracting(delivery -> delivery.getString("trace"))
          .containsOnly(trace);
      return traced;
    }
  }

  private void awaitState(TestReceiver receiver, Newsroom room, String state) {
    soon()
        .until(
            () ->
                receiver.deliveries(room.community()).stream()
                    .anyMatch(delivery -> delivery.getString("state").equals(state)));
  }

  @Test
  default void anEventHasTheHeadersOfStandardWebhooks() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted")) {
      awaitAll(driver, "/", room, 1);
      Message event = driver.messages("/").get(0);
      assertThat(event.header("Content-Type")).hasValue("application/json");
      assertThat(event.header("webhook-id")).hasValue(event.json().getString("id"));
      // By the wall clock, whatever the gateway's own one says.
      assertThat(Long.parseLong(event.header("webhook-timestamp").orElseThrow()))
          .isCloseTo(Instant.now().getEpochSecond(), within(30L));
      assertThat(event.header("webhook-signature")).isEmpty();
      assertThat(event.header("metagov-previous")).hasValue("0");
      assertThat(event.header("metagov-replay")).isEmpty();
      assertThat(receiver.seen().getBoolean("has_secret")).isFalse();
    }
  }

  @Test
  default void aFilteredStreamTellsWhatWasSentBefore() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver all = receiver(driver, "/all");
        TestReceiver some = receiver(driver, "/some", ",\"event_types\":[\"count*\"]");
        Newsroom room = newsroom("posted", "counted", "posted", "counted", "counted", "posted")) {
      awaitAll(driver, "/all", room, 6);
      soon().until(() -> driver.messages("/some").size() == 3);
      assertThat(driver.sequences("/some", room.community())).containsExactly(2, 4, 5);
      assertThat(previous(driver, "/some")).containsExactly("0", "2", "4");
      assertThat(previous(driver, "/all")).containsExactly("0", "1", "2", "3", "4", "5");
      room.publish("posted", "counted");
      soon().until(() -> driver.messages("/some").size() == 4);
      assertThat(previous(driver, "/some")).endsWith("5");
      // It arrives a moment before that is recorded.
      soon().until(() -> lane(some, room).getInt("waiting") == 0);
      soon().until(() -> lane(all, room).getString("state").equals("idle"));
    }
  }

  private static List<String> previous(FakeDriver driver, String path) {
    return driver.messages(path).stream()
        .map(m -> m.header("metagov-previous").orElseThrow())
        .toList();
  }

  private JsonObject lane(TestReceiver receiver, Newsroom room) {
    return receiver.lanes().stream()
        .filter(lane -> lane.getString("stream").equals("community/" + room.community()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  default void aCommunityCreatedAgainGoesOnWithItsNumbers() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted")) {
      awaitAll(driver, "/", room, 2);
      assertThat(api().delete(room.path()).status()).isEqualTo(204);
      // The log outlives the community.
      assertThat(api().get(room.log()).json().getJsonArray("events")).hasSize(2);
      room.tell("posted");
      room.enable();
      awaitAll(driver, "/", room, 5);
      soon().until(() -> receiver.deliveries(room.community()).size() == 5);
      assertThat(driver.messages()).extracting(Message::id).doesNotHaveDuplicates();
    }
  }

  @Test
  default void aNewReceiverHearsOnlyOfWhatComesAfterIt() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver old = receiver(driver, "/old");
        Newsroom room = newsroom("posted", "posted")) {
      awaitAll(driver, "/old", room, 2);
      try (TestReceiver late = receiver(driver, "/late")) {
        room.publish("posted");
        awaitAll(driver, "/old", room, 3);
        soon().until(() -> !driver.sequences("/late", room.community()).isEmpty());
        assertThat(driver.sequences("/late", room.community())).containsExactly(3);
        // It hears of other communities, too.
        assertThat(driver.messages("/late"))
            .filteredOn(message -> message.community().equals(room.community()))
            .allSatisfy(message -> assertThat(message.header("metagov-previous")).hasValue("2"));
        soon().until(() -> late.deliveries(room.community()).size() == 1);
      }
      assertThat(old.dead(room.community())).isEmpty();
    }
  }

  @Test
  default void whatWasDeliveredIsSentAgainOnDemand() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", ",\"event_types\":[\"posted\"]");
        Newsroom room = newsroom("posted", "counted", "posted", "posted")) {
      soon().until(() -> driver.messages().size() == 3);
      List<Message> first = driver.messages();
      Reply one = receiver.replay(room.community(), 3, 3);
      assertThat(one.status()).isEqualTo(202);
      assertThat(one.json().getString("replay")).isNotEmpty();
      soon().until(() -> driver.messages().size() == 4);
      Message again = driver.messages().get(3);
      assertThat(again.body()).isEqualTo(first.get(1).body());
      assertThat(again.id()).isEqualTo(first.get(1).id());
      assertThat(again.header("metagov-replay")).hasValue("true");
      assertThat(again.header("metagov-previous")).isEmpty();
      assertThat(receiver.replay(room.community(), 1, 1_000).status()).isEqualTo(202);
      soon().until(() -> driver.messages().size() == 7);
      assertThat(driver.sequences("/", room.community())).endsWith(1, 3, 4);
      soon().until(() -> receiver.lanes().stream().allMatch(lane -> lane.isNull("replay")));
      assertThat(receiver.replay(room.community(), 5, 6).status()).isEqualTo(400);
      assertThat(receiver.replay(room.community(), 2, 1).status()).isEqualTo(400);
      assertThat(receiver.replay(fresh(), 1, 1).status()).isEqualTo(404);
      assertThat(api().post(receiver.path() + "/replay", "{\"from\":1}").status()).isEqualTo(400);
    }
  }

  @Test
  default void allDeadLettersAreSentAgain() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        TestReceiver other = receiver(driver, "/other")) {
      driver.feel(m -> m.path().equals("/") && m.sequence() != 2, status(400));
      try (Newsroom one = newsroom("posted", "posted", "posted");
          Newsroom two = newsroom("posted")) {
        exhaust(receiver, awaitEvent(driver, "/", one, 1), REFUSED);
        exhaust(receiver, awaitEvent(driver, "/", one, 3), REFUSED);
        soon().until(() -> receiver.dead(one.community()).size() == 2);
        soon().until(() -> receiver.dead(two.community()).size() == 1);
        driver.cheerUp();
        int before = driver.messages("/").size();
        Reply replay = api().post(receiver.path() + "/replay", "{\"dead_letters\":true}");
        assertThat(replay.status()).isEqualTo(202);
        assertThat(replay.json().getInt("lanes")).isEqualTo(2);
        soon().until(() -> driver.messages("/").size() == before + 3);
        List<Message> again = driver.messages("/").subList(before, before + 3);
        assertThat(again).allSatisfy(m -> assertThat(m.header("metagov-replay")).hasValue("true"));
        assertThat(FakeDriver.numbers(again, one.community())).containsExactly(1, 3);
        assertThat(FakeDriver.numbers(again, two.community())).containsExactly(1);
        // What has arrived at last is a dead letter no more.
        soon().until(() -> receiver.lanes().stream().allMatch(lane -> lane.isNull("replay")));
        assertThat(receiver.dead(one.community())).isEmpty();
        assertThat(receiver.dead(two.community())).isEmpty();
        Reply nothing = api().post(receiver.path() + "/replay", "{\"dead_letters\":true}");
        assertThat(nothing.status()).isEqualTo(202);
        assertThat(nothing.json().getInt("lanes")).isZero();
        assertThat(firsts(driver, "/other", one)).hasSize(3);
        assertThat(other.dead(one.community())).isEmpty();
      }
    }
  }

  @Test
  default void everythingSinceATimeIsSentAgain() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom early = newsroom("posted");
        Newsroom one = newsroom("posted")) {
      awaitAll(driver, "/", early, 1);
      awaitAll(driver, "/", one, 1);
      pass(Duration.ofMinutes(1));
      String since = api().get("/test/clock").text();
      one.publish("posted", "posted");
      try (Newsroom two = newsroom("posted")) {
        awaitAll(driver, "/", one, 3);
        awaitAll(driver, "/", two, 1);
        int before = driver.messages().size();
        String replay = receiver.path() + "/replay";
        Reply all = api().post(replay, "{\"since\":\"" + since + "\"}");
        assertThat(all.status()).as(all.text()).isEqualTo(202);
        soon().until(() -> receiver.lanes().stream().allMatch(lane -> lane.isNull("replay")));
        List<Message> again = driver.messages().subList(before, driver.messages().size());
        assertThat(FakeDriver.numbers(again, one.community())).containsExactly(2, 3);
        assertThat(FakeDriver.numbers(again, two.community())).containsExactly(1);
        assertThat(FakeDriver.numbers(again, early.community())).isEmpty();
        String of = ",\"community\":\"" + two.community() + "\"}";
        Reply some = api().post(replay, "{\"since\":\"" + since + "\"" + of);
        assertThat(some.json().getInt("lanes")).isEqualTo(1);
        soon().until(() -> driver.sequences("/", two.community()).size() == 3);
        assertThat(driver.sequences("/", one.community())).hasSize(5);
        assertThat(api().post(replay, "{\"since\":\"2999-01-01T00:00:00Z\"}").status())
            .isEqualTo(400);
        assertThat(api().post(replay, "{\"since\":\"1999-01-01T00:00:00Z\"}").status())
            .isEqualTo(410);
        assertThat(api().post(replay, "{\"since\":\"-999999999-01-01T00:00:00Z\"}").status())
            .isEqualTo(410);
      }
    }
  }
}
