package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.testing.FakeDriver.HANGING;
import static org.metagov.gateway.testing.FakeDriver.WELL;
import static org.metagov.gateway.testing.FakeDriver.status;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** Drivers that are away, hang, fail or refuse: what waits, for how long, and who else does. */
public interface OutageContract extends DriversUnderTest {
  @Test
  default void aDriverThatWasAwayHearsOfEverythingAtOnceAndInOrder() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/")) {
      driver.leave();
      try (Newsroom one = newsroom("posted", "posted");
          Newsroom two = newsroom("posted", "posted");
          Newsroom three = newsroom("posted")) {
        List<Newsroom> rooms = List.of(one, two, three);
        soon().until(() -> !receiver.seen().isNull("down"));
        pass(Duration.ofHours(1));
        one.tell("posted");
        pass(Duration.ofDays(6));
        soon().until(() -> api().get(one.log()).json().getInt("newest") == 3);
        soon().until(() -> receiver.seen().getJsonObject("down").getInt("failures") > 2);
        driver.comeBack();
        // The longest that one probe waits for the next.
        pass(Duration.ofMinutes(5));
        soon().until(() -> !driver.messages().isEmpty());
        long first = driver.messages().get(0).at();
        awaitAll(driver, "/", one, 3);
        awaitAll(driver, "/", two, 2);
        awaitAll(driver, "/", three, 1);
        assertThat(Duration.ofNanos(driver.messages().get(5).at() - first))
            .isLessThan(Duration.ofSeconds(3));
        assertThat(driver.messages()).extracting(Message::id).doesNotHaveDuplicates();
        assertThat(rooms).allSatisfy(r -> assertThat(receiver.dead(r.community())).isEmpty());
        assertThat(receiver.seen().isNull("down")).isTrue();
      }
    }
  }

  @Test
  default void aRefusedMessageHoldsItsLaneTenMinutesAndThenIsADeadLetter() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        TestReceiver watcher =
            receiver(driver, "/system", ",\"system_events\":true,\"sources\":[]")) {
      driver.feel("/system", status(400));
      driver.feel(m -> m.json().getString("event_type").equals("poison"), status(400));
      try (Newsroom room = newsroom("posted", "poison", "posted");
          Newsroom other = newsroom("posted", "posted", "posted")) {
        Message poison = awaitEvent(driver, "/", room, 2);
        awaitAll(driver, "/", other, 3);
        exhaust(receiver, poison, REFUSED);
        awaitAll(driver, "/", room, 3);
        JsonObject dead = receiver.dead(room.community()).get(0);
        assertThat(receiver.dead(room.community())).hasSize(1);
        assertThat(dead.getInt("sequence")).isEqualTo(2);
        assertThat(dead.getInt("tries")).isEqualTo(6);
        assertThat(dead.getJsonArray("attempts")).hasSize(6);
        assertThat(dead.getJsonArray("attempts").getJsonObject(0).getInt("status")).isEqualTo(400);
        assertThat(receiver.dead(other.community())).isEmpty();
        assertOneDeath(driver, watcher, room, dead);
      }
    }
  }

  /** A system event tells of it, to whoever asked for those; when that one dies, nothing does. */
  private void assertOneDeath(
      FakeDriver driver, TestReceiver watcher, Newsroom room, JsonObject dead) {
    Message death = awaitEvent(driver, "/system", room, 4);
    assertThat(death.json().getString("source")).isEqualTo("metagov");
    assertThat(death.json().getString("event_type")).isEqualTo("delivery_dead");
    assertThat(death.json().get("initiator"))
        .hasToString("{\"user_id\":\"metagov\",\"provider\":\"metagov\"}");
    assertThat(death.json().getJsonObject("data").getString("message_id"))
        .isEqualTo(dead.getString("message_id"));
    exhaust(watcher, death, REFUSED);
    soon().until(() -> !watcher.dead(room.community()).isEmpty());
    assertThat(api().get(room.log()).json().getInt("newest")).isEqualTo(4);
    assertThat(firsts(driver, "/", room)).containsExactly(1, 2, 3);
  }

  @Test
  default void aMessageAtWhichTheDriverFailsHasTwelveTriesInTwoHours() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(500));
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted")) {
      exhaust(receiver, awaitEvent(driver, "/", room, 1), BROKEN);
      soon().until(() -> !receiver.dead(room.community()).isEmpty());
      assertThat(receiver.dead(room.community()).get(0).getInt("tries")).isEqualTo(12);
      assertThat(receiver.seen().isNull("down")).isTrue();
    }
  }

  @Test
  default void aRedirectIsARefusal() {
    try (FakeDriver driver = new FakeDriver()) {
      driver.feel("/", status(302, "Location", driver.url("/elsewhere")));
      try (TestReceiver receiver = receiver(driver, "/");
          Newsroom room = newsroom("posted")) {
        soon().until(() -> !receiver.deliveries(room.community()).isEmpty());
        JsonObject delivery = receiver.deliveries(room.community()).get(0);
        assertThat(delivery.getString("state")).isEqualTo("retrying");
        assertThat(delivery.getJsonArray("attempts").getJsonObject(0).getInt("status"))
            .isEqualTo(302);
        assertThat(driver.messages("/elsewhere")).isEmpty();
      }
    }
  }

  @Test
  default void aDriverThatIsTooBusyIsLeftAloneAsLongAsItSays() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(429, "Retry-After", "600"));
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted")) {
      soon().until(() -> !receiver.seen().isNull("down"));
      driver.feel("/", WELL);
      pass(Duration.ofMinutes(8));
      // Another one that is due now shows that the gateway has looked.
      try (TestReceiver other = receiver(driver, "/other");
          Newsroom later = newsroom("posted")) {
        awaitAll(driver, "/other", later, 1);
        assertThat(other.seen().isNull("down")).isTrue();
        assertThat(driver.messages("/")).hasSize(1);
        pass(Duration.ofMinutes(2).plusSeconds(1));
        awaitAll(driver, "/", later, 1);
        soon().until(() -> driver.sequences("/", room.community()).size() == 2);
      }
    }
  }

  @Test
  default void aReceiverThatIsGoneIsSentNothingUntilItIsBroughtBack() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(410));
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted")) {
      soon().until(() -> receiver.seen().getString("state").equals("gone"));
      driver.feel("/", WELL);
      room.publish("posted");
      soon().until(() -> api().get(room.log()).json().getInt("newest") == 3);
      assertThat(driver.messages()).hasSize(1);
      assertThat(receiver.post("resume").json().getString("state")).isEqualTo("active");
      awaitAll(driver, "/", room, 3);
      driver.feel("/", status(410));
      room.publish("posted");
      soon().until(() -> receiver.seen().getString("state").equals("gone"));
      driver.feel("/", WELL);
      assertThat(receiver.put(driver.url("/"), "").json().getString("state")).isEqualTo("active");
      awaitAll(driver, "/", room, 4);
      assertThat(receiver.dead(room.community())).isEmpty();
    }
  }

  @Test
  default void aReceiverThatHangsDelaysNobodyElse() {
    try (FakeDriver driver = new FakeDriver().feel("/hang", HANGING);
        TestReceiver hanging = receiver(driver, "/hang");
        TestReceiver one = receiver(driver, "/one");
        TestReceiver two = receiver(driver, "/two")) {
      List<Newsroom> rooms = Stream.generate(() -> newsroom("posted", "posted")).limit(8).toList();
      try {
        rooms.forEach(room -> awaitAll(driver, "/one", room, 2));
        rooms.forEach(room -> awaitAll(driver, "/two", room, 2));
        List<Message> calls = driver.messages("/hang");
        // One call takes two seconds.
        assertThat(calls)
            .allSatisfy(
                call ->
                    assertThat(calls)
                        .filteredOn(c -> c.at() >= call.at() && c.at() - call.at() < 1_500_000_000L)
                        .hasSizeLessThanOrEqualTo(3));
        assertThat(one.seen().isNull("down")).isTrue();
        assertThat(two.seen().isNull("down")).isTrue();
        soon().until(() -> !hanging.seen().isNull("down"));
        driver.feel("/hang", WELL);
        pass(Duration.ofMinutes(5));
        rooms.forEach(room -> awaitAll(driver, "/hang", room, 2));
      } finally {
        rooms.forEach(Newsroom::close);
      }
    }
  }
}
