package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.example.harness.faults.Moment;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.TestReceiver;

/** What somebody was at who is no more, and has given nothing back. */
public interface DeadOwnerContract extends FaultsUnderTest, DriversUnderTest {
  /** How long whoever claims something has it without a sign of life. */
  Duration TERM = Duration.ofMinutes(1);

  @Test
  default void threeLanesOfADeadOwnerAreTakenOverWithinOneTerm() {
    List<HookedCommunity> rooms =
        IntStream.range(0, 3).mapToObj(i -> HookedCommunity.create(api(), fresh())).toList();
    HookedCommunity witness = HookedCommunity.create(api(), fresh());
    String communities =
        rooms.stream()
            .map(room -> "\"" + room.name() + "\"")
            .collect(Collectors.joining(",", ",\"communities\":[", "]"));
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/", communities);
        TestReceiver other =
            receiver(driver, "/other", ",\"communities\":[\"" + witness.name() + "\"]")) {
      for (HookedCommunity room : rooms) {
        room.send("first");
        soon().until(() -> sent(driver).contains(room.name()));
        int lane =
            receiver.lanes().stream()
                .filter(found -> found.getString("stream").endsWith(room.name()))
                .findFirst()
                .orElseThrow()
                .getInt("id");
        arm("Claims.work", Moment.BEFORE, "Claims.work lane/" + lane + " .*", 1);
        room.send("second");
        soon().until(this::hasFired);
      }
      // Nobody else has them before the term is over, though it is looked for what is due.
      pass(TERM.minusSeconds(10));
      witness.send("x");
      soon().until(() -> driver.messages("/other").size() == 1);
      assertThat(sent(driver)).hasSize(rooms.size());
      pass(Duration.ofSeconds(11));
      soon().until(() -> sent(driver).size() == 2 * rooms.size());
      for (HookedCommunity room : rooms) {
        assertThat(driver.sequences("/", room.name())).containsExactly(1, 2);
      }
      assertThat(other.seen().isNull("down")).isTrue();
    }
  }

  private static List<String> sent(FakeDriver driver) {
    return driver.messages("/").stream().map(Message::community).toList();
  }
}
