package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.example.harness.faults.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** Changes of receivers that are abandoned in the middle, as if the server had died. */
public interface ReceiverFaultContract extends FaultsUnderTest, DriversUnderTest {
  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({"resume, ReceiverService.turn", "put, ReceiverService.put"})
  default void aReceiverThatIsActiveAgainIsSentWhatHasWaited(String way, String point) {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver other = receiver(driver, "/other");
        TestReceiver receiver = receiver(driver, "/", ",\"enabled\":false");
        Newsroom room = newsroom("posted", "posted")) {
      awaitAll(driver, "/other", room, 2);
      soon().until(() -> receiver.lanes().stream().allMatch(l -> l.isNull("next_attempt_at")));
      String request = way.equals("put") ? "PUT " + receiver.path() : "POST .*/" + way;
      abandon(
          point,
          Moment.AFTER,
          request,
          () -> way.equals("put") ? receiver.put(driver.url("/"), "") : receiver.post(way));
      assertThat(receiver.seen().getString("state")).isEqualTo("active");
      awaitAll(driver, "/", room, 2);
      assertThat(other.dead(room.community())).isEmpty();
    }
  }

  @Test
  default void aDestinationThatIsUpAgainIsSentWhatHasWaited() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/")) {
      driver.leave();
      try (Newsroom one = newsroom("posted");
          Newsroom two = newsroom("posted")) {
        soon()
            .until(
                () -> receiver.lanes().stream().filter(l -> l.getInt("waiting") == 1).count() == 2);
        soon().until(() -> !receiver.seen().isNull("down"));
        driver.comeBack();
        arm("DestinationService.up", Moment.AFTER, "Claims.work lane/.*", 1);
        pass(Duration.ofMinutes(5));
        soon().until(this::hasFired);
        awaitAll(driver, "/", one, 1);
        awaitAll(driver, "/", two, 1);
      }
    }
  }

  @Test
  default void aReceiverIsRemovedWhateverComesBetween() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver other = receiver(driver, "/other");
        TestReceiver receiver = receiver(driver, "/", ",\"enabled\":false");
        Newsroom room = newsroom("posted", "posted")) {
      awaitAll(driver, "/other", room, 2);
      abandon(
          "LaneClosingService.step",
          Moment.AFTER,
          "DELETE .*",
          () -> api().delete(receiver.path()));
      assertThat(api().get(receiver.path()).status()).isEqualTo(404);
      assertThat(api().delete(receiver.path()).status()).isEqualTo(404);
      assertThat(api().get("/api/internal/receivers").text()).doesNotContain(receiver.name());
      // Another one of that name has nothing to do with it.
      assertThat(receiver.put(driver.url("/"), "").status()).isEqualTo(201);
      room.publish("posted");
      soon().until(() -> !driver.messages("/").isEmpty());
      assertThat(driver.sequences("/", room.community())).containsExactly(3);
      assertThat(other.dead(room.community())).isEmpty();
    }
  }
}
