package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** A running gateway whose drivers hear of events. */
interface DriversUnderTest extends GatewayUnderTest {
  /** The waits of a message that is refused, in seconds. */
  List<Integer> REFUSED = List.of(5, 25, 60, 150, 360);

  /** The waits of a message at which the driver fails, in seconds. */
  List<Integer> BROKEN = List.of(5, 15, 30, 60, 120, 300, 600, 900, 1440, 1800, 1930);

  /** Adds a receiver at {@code path} of {@code driver}; {@code more} as in {@link TestReceiver}. */
  default TestReceiver receiver(FakeDriver driver, String path, String more) {
    return TestReceiver.at(api(), driver.url(path), more);
  }

  /** Adds a receiver that hears of everything that plugins tell. */
  default TestReceiver receiver(FakeDriver driver, String path) {
    return receiver(driver, path, "");
  }

  /** Opens a community that has {@code news} to tell at once. */
  default Newsroom newsroom(String... news) {
    return Newsroom.open(api(), news);
  }

  /** Waits until all events of {@code room} up to {@code last} are at {@code path}, in order. */
  default void awaitAll(FakeDriver driver, String path, Newsroom room, int last) {
    soon().until(() -> firsts(driver, path, room).size() >= last);
    assertThat(firsts(driver, path, room))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed().toList());
  }

  /** Returns the numbers of the first arrivals of the events of {@code room} at {@code path}. */
  default List<Integer> firsts(FakeDriver driver, String path, Newsroom room) {
    return FakeDriver.once(driver.messages(path)).stream()
        .filter(m -> m.community().equals(room.community()))
        .map(Message::sequence)
        .toList();
  }

  /** Waits until {@code path} was sent the event {@code sequence} of {@code room}. */
  default Message awaitEvent(FakeDriver driver, String path, Newsroom room, int sequence) {
    soon().until(() -> firsts(driver, path, room).contains(sequence));
    return driver.messages(path).stream()
        .filter(m -> m.community().equals(room.community()) && m.sequence() == sequence)
        .findFirst()
        .orElseThrow();
  }

  /** Lets the tries of {@code message}, which {@code receiver} does not take, go by. */
  default void exhaust(TestReceiver receiver, Message message, List<Integer> waits) {
    for (int done = 1; done <= waits.size(); done++) {
      awaitTries(receiver, message, done);
      pass(Duration.ofSeconds(waits.get(done - 1)));
    }
    awaitTries(receiver, message, waits.size() + 1);
  }

  private void awaitTries(TestReceiver receiver, Message message, int tries) {
    // As recorded: before that, the next one has no time yet. Some wait for a second only.
    soon()
        .until(
            () ->
                receiver.deliveries(message.community()).stream()
                    .anyMatch(
                        d ->
                            d.getString("message_id").equals(message.id())
                                && d.getInt("tries") >= tries));
  }
}
