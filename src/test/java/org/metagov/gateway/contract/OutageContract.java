package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.testing.FakeDriver.HANGING;
import static org.metagov.gateway.testing.FakeDriver.WELL;
import static org.metagov.gateway.testing.FakeDriver.status;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.testing.ExampleBook;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestReceiver;
import org.metagov.gateway.testing.Watch;

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
        Watch watch = watch(Sign.DRIVER_REFUSES, Sign.MESSAGE_DEAD);
        exhaust(receiver, poison, REFUSED);
        watch.assertTold();
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
    JsonObject data = death.json().getJsonObject("data");
    assertThat(data.getString("message_id")).isEqualTo(dead.getString("message_id"));
    String receiver = data.getString("destination").replace("receiver/", "");
    new ExampleBook()
        .call(room.community(), "garden")
        .call(receiver, "gardener")
        .systemEvent(death.json())
        .compare();
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
      Watch watch = watch(Sign.DRIVER_BROKEN);
      exhaust(receiver, awaitEvent(driver, "/", room, 1), BROKEN);
      watch.assertTold();
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
  default void aDestinationThatIsDownIsTriedByOneLaneAndTheOthersAreLeftAlone() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(503));
        TestReceiver receiver = receiver(driver, "/");
        TestReceiver well = receiver(driver, "/well")) {
      List<Newsroom> rooms = Parallel.run(12, i -> newsroom("posted"));
      try {
        soon().until(() -> FakeDriver.once(driver.messages("/well")).size() == rooms.size());
        soon().until(() -> !receiver.seen().isNull("down"));
        int late = late(driver, receiver);
        for (int probe = 0; probe < 3; probe++) {
          int failures = failures(receiver);
          Map<Integer, String> before = nextAttempts(receiver);
          pass(Duration.ofMinutes(5));
          soon().until(() -> failures(receiver) > failures);
          soon().until(() -> beside(driver, receiver) == late);
          before.entrySet().removeAll(nextAttempts(receiver).entrySet());
          // One was due then, and another one perhaps just before.
          int probes = failures(receiver) - failures;
          assertThat(probes).isLessThanOrEqualTo(2);
          assertThat(before).hasSizeLessThanOrEqualTo(probes);
        }
        driver.cheerUp();
        pass(Duration.ofMinutes(5));
        soon().until(() -> FakeDriver.once(driver.messages("/")).size() == rooms.size());
        soon().until(() -> receiver.seen().isNull("down"));
        assertThat(well.seen().isNull("down")).isTrue();
      } finally {
        rooms.forEach(Newsroom::close);
      }
    }
  }

  /** Returns how many were on the way when it went down, as soon as all of them have arrived. */
  private int late(FakeDriver driver, TestReceiver receiver) {
    AtomicInteger before = new AtomicInteger();
    soon()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              int now = beside(driver, receiver);
              return before.getAndSet(now) == now;
            });
    return before.get();
  }

  /** Returns how many tries were none of those that were this or that lane's turn. */
  private static int beside(FakeDriver driver, TestReceiver receiver) {
    return driver.messages("/").size() - failures(receiver);
  }

  private static int failures(TestReceiver receiver) {
    return receiver.seen().getJsonObject("down").getInt("failures");
  }

  private static Map<Integer, String> nextAttempts(TestReceiver receiver) {
    return receiver.lanes().stream()
        .collect(
            Collectors.toMap(
                lane -> lane.getInt("id"), lane -> lane.get("next_attempt_at").toString()));
  }

  @Test
  default void manyReceiversThatHangAtOnceDelayNobodyElse() {
    List<FakeDriver> hanging =
        Stream.generate(() -> new FakeDriver().feel("/", FakeDriver.HANGING)).limit(22).toList();
    List<TestReceiver> slow = hanging.stream().map(driver -> receiver(driver, "/")).toList();
    List<Newsroom> rooms = new ArrayList<>();
    try (FakeDriver driver = new FakeDriver();
        TestReceiver quick = receiver(driver, "/")) {
      // At once: how long it takes to open them is no matter.
      rooms.addAll(Parallel.run(3, i -> newsroom("posted")));
      soon().until(() -> FakeDriver.once(driver.messages()).size() == rooms.size());
      soon().until(() -> hanging.stream().allMatch(h -> !h.messages().isEmpty()));
      // Not even one of them was given up by then.
      assertThat(driver.messages())
          .allSatisfy(
              message -> assertThat(after(hanging, message)).isLessThan(Duration.ofSeconds(2)));
      rooms.forEach(room -> assertThat(quick.dead(room.community())).isEmpty());
    } finally {
      rooms.forEach(Newsroom::close);
      slow.forEach(TestReceiver::close);
      hanging.forEach(FakeDriver::close);
    }
  }

  /** Returns how long after the first one of {@code others} heard of the same somebody did. */
  private static Duration after(List<FakeDriver> others, Message message) {
    long first =
        others.stream()
            .flatMap(other -> other.messages().stream())
            .filter(theirs -> theirs.community().equals(message.community()))
            .mapToLong(Message::at)
            .min()
            .orElse(message.at());
    return Duration.ofNanos(message.at() - first);
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

  @ParameterizedTest
  @ValueSource(ints = {410, 503, 429, 500, 400, 301})
  default void whatTheOldAddressAnswersCountsForItAlone(int status) {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/old")) {
      driver.feel("/old", status(status, "Retry-After", "3600"));
      driver.tell(
          message -> {
            if (message.path().equals("/old")) {
              receiver.put(driver.url("/new"), "");
            }
          });
      try (Newsroom room = newsroom("posted", "posted")) {
        awaitAll(driver, "/new", room, 2);
        assertThat(receiver.seen().getString("state")).isEqualTo("active");
        assertThat(receiver.seen().isNull("down")).isTrue();
        assertThat(receiver.dead(room.community())).isEmpty();
      }
    }
  }

  @Test
  default void aMessageHasAllItsTriesAtANewAddress() {
    try (FakeDriver driver = new FakeDriver().feel("/old", status(400)).feel("/new", status(400));
        TestReceiver receiver = receiver(driver, "/old");
        Newsroom room = newsroom("posted")) {
      Message refused = awaitEvent(driver, "/old", room, 1);
      List<Integer> allButTheLast = REFUSED.subList(0, REFUSED.size() - 1);
      exhaust(receiver, refused, allButTheLast);
      receiver.put(driver.url("/new"), "");
      soon().until(() -> driver.messages("/new").size() == 1);
      pass(Duration.ofSeconds(REFUSED.get(0)));
      soon().until(() -> driver.messages("/new").size() == 2);
      assertThat(receiver.dead(room.community())).isEmpty();
      driver.feel("/new", WELL);
      receiver.post("wake");
      soon().until(() -> receiver.deliveries(room.community()).size() == 1);
      soon()
          .until(
              () ->
                  receiver
                      .deliveries(room.community())
                      .get(0)
                      .getString("state")
                      .equals("delivered"));
    }
  }

  @Test
  default void aNewSecretIsTriedAtOnce() {
    try (FakeDriver driver = new FakeDriver().feel("/", status(401, "Retry-After", "3600"));
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted")) {
      soon().until(() -> !receiver.deliveries(room.community()).isEmpty());
      driver.feel("/", WELL);
      assertThat(receiver.post("rotate-secret").status()).isEqualTo(200);
      awaitAll(driver, "/", room, 2);
    }
  }

  @Test
  default void aReceiverThatGoesDownComesBackAndLeavesIsToldOf() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver watcher =
            receiver(
                driver,
                "/system",
                ",\"system_events\":true,\"sources\":[],\"communities\":[\"none\"]");
        TestReceiver receiver = receiver(driver, "/")) {
      long[] before = counts();
      Watch watch = watch(Sign.DRIVER_DOWN, Sign.DESTINATION_DOWN);
      driver.feel("/", status(503));
      try (Newsroom room = newsroom("posted", "posted")) {
        soon().until(() -> !receiver.seen().isNull("down"));
        watch.assertTold();
        assertThat(api().get("/health").status()).isEqualTo(200);
        pass(Duration.ofSeconds(1));
        JsonObject down = awaitTold(driver, watcher, "receiver_down", receiver);
        assertThat(down.isNull("community")).isTrue();
        assertThat(down.getString("source")).isEqualTo("metagov");
        assertThat(down.get("initiator"))
            .hasToString("{\"user_id\":\"metagov\",\"provider\":\"metagov\"}");
        assertThat(down.getJsonObject("data").getString("error"))
            .isEqualTo("the driver answered 503");
        driver.feel("/", WELL);
        pass(Duration.ofMinutes(5));
        awaitAll(driver, "/", room, 2);
        JsonObject up = awaitTold(driver, watcher, "receiver_up", receiver);
        assertThat(up.getJsonObject("data").getString("since"))
            .isEqualTo(down.getJsonObject("data").getString("since"));
        Watch leaving = watch(Sign.DRIVER_GONE);
        driver.feel("/", status(410));
        room.publish("posted");
        awaitTold(driver, watcher, "receiver_gone", receiver);
        leaving.assertTold();
        // They take no number of the community's.
        assertThat(api().get(room.log()).json().getInt("newest")).isEqualTo(3);
        assertThat(told(driver, receiver))
            .extracting(event -> event.getString("event_type"))
            .containsExactly("receiver_down", "receiver_up", "receiver_gone");
        assertThat(counts()).containsExactly(before[0] + 1, before[1] + 1, before[2] + 1);
        ExampleBook book = new ExampleBook().call(receiver.name(), "gardener");
        told(driver, receiver).forEach(book::systemEvent);
        book.compare();
      }
    }
  }

  /** What {@code watcher} was told of {@code receiver}. */
  private static List<JsonObject> told(FakeDriver driver, TestReceiver receiver) {
    return FakeDriver.once(driver.messages("/system")).stream()
        .map(Message::json)
        .filter(
            event -> event.getJsonObject("data").getString("receiver", "").equals(receiver.name()))
        .toList();
  }

  private JsonObject awaitTold(
      FakeDriver driver, TestReceiver watcher, String eventType, TestReceiver receiver) {
    soon()
        .until(
            () ->
                told(driver, receiver).stream()
                    .anyMatch(event -> event.getString("event_type").equals(eventType)));
    assertThat(watcher.seen().isNull("down")).isTrue();
    return told(driver, receiver).stream()
        .filter(event -> event.getString("event_type").equals(eventType))
        .findFirst()
        .orElseThrow();
  }

  /** How often receivers have gone down, have come back, and have left, as counted. */
  private long[] counts() {
    String metrics = api().get("/metrics").text();
    return Stream.of("receiver_down", "receiver_up", "receiver_gone")
        .mapToLong(
            type ->
                metrics
                    .lines()
                    .filter(line -> line.startsWith("metagov_system_events_total{"))
                    .filter(line -> line.contains("event_type=\"" + type + "\""))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .mapToLong(count -> (long) Double.parseDouble(count))
                    .findFirst()
                    .orElseThrow())
        .toArray();
  }
}
