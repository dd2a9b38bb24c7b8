package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.testing.FakeDriver.status;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** What becomes of messages that are old. */
public interface RetentionContract extends DriversUnderTest, ProcessesUnderTest {
  @Test
  default void aProcessCanBeSeenForALongTimeAfterItsEndAndWhileItGoesOn() {
    Api driver = voters();
    String ended = vote(driver, 1_000_000);
    String open = vote(driver, 1_000_000);
    assertThat(api().delete(ended).status()).isEqualTo(200);
    pass(Duration.ofDays(89));
    String endedLater = vote(driver, 1_000_000);
    assertThat(api().delete(endedLater).status()).isEqualTo(200);
    assertThat(api().get(ended).status()).isEqualTo(200);
    pass(Duration.ofDays(2));
    soon().until(() -> api().get(ended).status() == 404);
    assertThat(seen(endedLater).getString("status")).isEqualTo("completed");
    assertThat(seen(open).getString("status")).isEqualTo("pending");
  }

  @Test
  default void pausingKeepsAndResumingDelivers() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        TestReceiver other = receiver(driver, "/other")) {
      assertThat(receiver.post("pause").json().getString("state")).isEqualTo("paused");
      try (Newsroom room = newsroom("posted", "posted")) {
        awaitAll(driver, "/other", room, 2);
        assertThat(driver.messages("/")).isEmpty();
        assertThat(receiver.lanes()).anySatisfy(l -> assertThat(l.getInt("waiting")).isEqualTo(2));
        assertThat(receiver.post("resume").json().getString("state")).isEqualTo("active");
        awaitAll(driver, "/", room, 2);
        assertThat(receiver.put(driver.url("/"), ",\"enabled\":false").json().getString("state"))
            .isEqualTo("disabled");
        room.publish("posted");
        awaitAll(driver, "/other", room, 3);
        assertThat(firsts(driver, "/", room)).hasSize(2);
        receiver.put(driver.url("/"), "");
        awaitAll(driver, "/", room, 3);
        assertThat(other.dead(room.community())).isEmpty();
      }
    }
  }

  @Test
  default void whatIsOldIsRemovedAndWhatNobodyTookIsADeadLetterThatCanBeSentAgain() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver well = receiver(driver, "/well");
        TestReceiver paused = receiver(driver, "/", ",\"event_types\":[\"counted\"]")) {
      paused.post("pause");
      try (Newsroom room = newsroom("posted", "counted", "posted")) {
        awaitAll(driver, "/well", room, 3);
        pass(Duration.ofDays(15));
        soon().until(() -> !paused.dead(room.community()).isEmpty());
        assertThat(paused.dead(room.community()))
            .extracting(letter -> letter.getInt("sequence"))
            .containsExactly(2);
        soon().until(() -> api().get(room.log() + "&after=0").status() == 410);
        // The fourth one tells of the dead letter.
        assertThat(api().get(room.log() + "&after=0").json().getInt("first_sequence")).isEqualTo(4);
        assertThat(
                api()
                    .get(room.log())
                    .json()
                    .getJsonArray("events")
                    .getJsonObject(0)
                    .getString("event_type"))
            .isEqualTo("delivery_dead");
        paused.post("resume");
        assertThat(paused.replay(room.community(), 2, 2).status()).isEqualTo(202);
        soon().until(() -> firsts(driver, "/", room).contains(2));
        Reply purged = well.replay(room.community(), 1, 1);
        assertThat(purged.status()).isEqualTo(410);
        assertThat(purged.detail()).contains("metagov.event.keep");
        assertThat(well.dead(room.community())).isEmpty();
      }
    }
  }

  @Test
  default void aMessageThatAChangedFilterHoldsBackLeavesNothingBehind() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/")) {
      driver.feel(m -> m.json().getString("event_type").equals("poison"), status(400));
      try (Newsroom last = newsroom("posted", "poison");
          Newsroom amid = newsroom("posted", "poison", "posted")) {
        awaitEvent(driver, "/", last, 2);
        awaitEvent(driver, "/", amid, 2);
        receiver.put(driver.url("/"), ",\"event_types\":[\"posted\"]");
        awaitEvent(driver, "/", amid, 3);
        soon().until(() -> receiver.lanes().stream().allMatch(l -> l.getInt("waiting") == 0));
        assertThat(receiver.lanes())
            .allSatisfy(
                lane -> {
                  assertThat(lane.getString("state")).isEqualTo("idle");
                  assertThat(lane.isNull("blocked_by")).isTrue();
                });
        for (Newsroom room : List.of(last, amid)) {
          assertThat(receiver.deliveries(room.community()))
              .extracting(delivery -> delivery.getString("state"))
              .containsOnly("delivered");
        }
        // Nor does a wait for it hold up what comes, when the receiver was away meanwhile.
        driver.leave();
        last.publish("posted");
        soon().until(() -> !receiver.seen().isNull("down"));
        driver.comeBack();
        pass(Duration.ofMinutes(1));
        awaitEvent(driver, "/", last, 3);
      }
    }
  }

  @Test
  default void aReplayToAReceiverThatIsAwayEnds() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted", "posted")) {
      awaitAll(driver, "/", room, 3);
      driver.leave();
      assertThat(receiver.replay(room.community(), 1, 3).status()).isEqualTo(202);
      soon().until(() -> !receiver.seen().isNull("down"));
      pass(Duration.ofDays(7));
      soon().until(() -> receiver.lanes().stream().allMatch(lane -> lane.isNull("replay")));
      assertThat(receiver.dead(room.community()))
          .singleElement()
          .satisfies(letter -> assertThat(letter.getBoolean("replay")).isTrue());
    }
  }
}
