package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestReceiver;
import org.metagov.gateway.testing.TestWar;
import org.metagov.gateway.testing.Watch;

/** The server killed with -9 in the middle of all kinds of work, and what the next one finds. */
class CrashIT {
  private static final int CALLERS = 6;
  private static final int CALLS_BEFORE_THE_KILL = 120;
  private static final String START = "/api/internal/process/tally.poll";
  private static final String KEPT = "/api/internal/community/kept";
  private static final String DELETED = "/api/internal/community/deleted";

  private static final FakeServer SLOW = new FakeServer();
  private static final FakePolls POLLS = new FakePolls();
  private static final FakeDriver DRIVER = new FakeDriver();

  /** What was answered to a driver who asked for what there is. */
  private static List<String> readBefore;

  /** What was answered to a keyed action, by its key; and how many of them were begun. */
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  private static final AtomicInteger NEXT = new AtomicInteger();

  private static GatewayProcess gateway;

  @BeforeAll
  static void killAndStartAgain() {
    Path data = GatewayProcess.newData();
    Path war = TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "crash");
    SLOW.answer("/initialized", 200, "{}").hang("/slow");
    POLLS.feel(FakePolls.Mood.MUTE);
    gateway = GatewayProcess.options().data(data).war(war).start();
    beAnswered();
    letEventsWait();
    createTally("counting", "");
    createTally("asking", ",\"server_url\":\"" + SLOW.url("") + "\"");
    createTally("starting", ",\"server_url\":\"" + POLLS.url() + "\"");
    Parallel.run(
        CALLERS + 3,
        i -> {
          switch (i) {
            case 0 -> ask();
            case 1 -> startPoll();
            case 2 -> killInTheMiddle();
            default -> callUntilItDies();
          }
          return null;
        });
    POLLS.feel(FakePolls.Mood.WELL);
    gateway =
        GatewayProcess.options()
            .data(data)
            .war(war)
            .set("metagov.driver.event-receiver-url", DRIVER.url("/events"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
    SLOW.close();
    POLLS.close();
    DRIVER.close();
  }

  /**
   * A receiver that is sent nothing as long as the settings do not name it: until then a driver's,
   * at another server.
   */
  private static void letEventsWait() {
    String more =
        ",\"enabled\":false,\"headers\":{\"Authorization\":\"Bearer s3cret\"},\"driver_key\":\"%s\""
            .formatted(DriverKey.everywhere(gateway.api(), "read").id());
    TestReceiver receiver = TestReceiver.named(gateway.api(), "default", SLOW.url("/events"), more);
    Newsroom.open(gateway.api(), "posted", "posted");
    Awaitility.await()
        .until(() -> receiver.lanes().stream().anyMatch(lane -> lane.getInt("waiting") == 2));
    Awaitility.await()
        .until(() -> receiver.lanes().stream().allMatch(l -> l.isNull("next_attempt_at")));
  }

  private static void beAnswered() {
    Api driver = gateway.api().as("kept");
    driver.put(
        KEPT,
        "{\"readable_name\":\"Kept\",\"plugins\":[{\"name\":\"revshare\"},"
            + "{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\",\"step\":3}}]}");
    driver.act("tally.count", "{}");
    driver.act("revshare.add-pointer", "{\"pointer\":\"$a\",\"weight\":1}");
    readBefore = readBack();
    assertThat(driver.put(DELETED, "{}").status()).isEqualTo(201);
    assertThat(driver.delete(DELETED).status()).isEqualTo(204);
  }

  private static List<String> readBack() {
    Api driver = gateway.api().as("kept");
    return List.of(
        driver.get(KEPT).text(),
        driver.act("revshare.get-config", "{}").text(),
        driver.act("tally.seen", "{}").text());
  }

  private static void createTally(String community, String more) {
    Reply created =
        gateway
            .api()
            .put(
                "/api/internal/community/" + community,
                "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\"%s}}]}"
                    .formatted(more));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  private static void killInTheMiddle() {
    Awaitility.await("calls, and a platform that hangs in two of them")
        .until(
            () ->
                ANSWERS.size() >= CALLS_BEFORE_THE_KILL && slowCalls() == 1 && POLLS.count() == 1);
    Watch watch = Watch.of(gateway.api(), Sign.GATEWAY_GONE);
    gateway.kill9();
    watch.assertTold();
  }

  private static void ask() {
    awaitSomeCalls();
    untilItDies(() -> keyed("asking").act("tally.count-and-ask", "{\"path\":\"/slow\"}"));
  }

  private static void startPoll() {
    awaitSomeCalls();
    untilItDies(() -> keyed("starting").post(START, "{\"title\":\"x\"}"));
  }

  /** The platforms do not answer; nobody is to give them up before the kill. */
  private static void awaitSomeCalls() {
    Awaitility.await("half of the calls").until(() -> ANSWERS.size() >= CALLS_BEFORE_THE_KILL / 2);
  }

  private static long slowCalls() {
    return SLOW.requests().stream().filter(request -> request.target().equals("/slow")).count();
  }

  private static void callUntilItDies() {
    untilItDies(
        () -> {
          while (true) {
            int key = NEXT.getAndIncrement();
            Reply reply = count(key);
            assertThat(reply.status()).isEqualTo(200);
            ANSWERS.put("k" + key, reply.text());
          }
        });
  }

  private static void untilItDies(Runnable call) {
    try {
      call.run();
    } catch (UncheckedIOException e) {
      // The server died under it, as it was meant to.
    }
  }

  private static Reply count(int key) {
    return gateway.api().as("counting").with("Idempotency-Key", "k" + key).act("tally.count", "{}");
  }

  private static Api keyed(String community) {
    return gateway.api().as(community).with("Idempotency-Key", "slow");
  }

  @Test
  void aReceiverThatTheSettingsBringBackIsSentWhatHasWaited() {
    Awaitility.await().until(() -> DRIVER.messages("/events").size() == 2);
    assertThat(DRIVER.messages("/events")).extracting(m -> m.sequence()).containsExactly(1, 2);
    assertThat(DRIVER.messages("/events")).allMatch(m -> m.header("Authorization").isEmpty());
    JsonObject receiver = gateway.api().get("/api/internal/receivers/default").json();
    assertThat(receiver.isNull("driver_key")).isTrue();
    assertThat(receiver.getJsonObject("headers")).isEmpty();
  }

  @Test
  void whatWasAnsweredIsThereAfterAKill() {
    assertThat(readBack()).isEqualTo(readBefore);
    assertThat(gateway.api().get(DELETED).status()).isEqualTo(404);
  }

  @Test
  void aKeyedActionHappensOnceOrIsSaidToBeUnknown() {
    int unknown = 0;
    for (int key = 0; key < NEXT.get(); key++) {
      Reply reply = count(key);
      String before = ANSWERS.get("k" + key);
      if (before != null) {
        assertThat(reply.text()).as("what was answered is answered again").isEqualTo(before);
      } else if (reply.status() == 409) {
        assertThat(reply.detail()).startsWith("Outcome unknown");
        unknown++;
      } else {
        assertThat(reply.status()).isEqualTo(200);
      }
    }
    int total = gateway.api().as("counting").act("tally.count", "{}").json().getInt("count") - 1;
    assertThat(total).isBetween(NEXT.get() - unknown, NEXT.get());
    assertThat(unknown).isLessThanOrEqualTo(CALLERS);
  }

  @Test
  void anInterruptedActionIsNeverRunAgain() {
    Watch watch = Watch.of(gateway.api(), Sign.OUTCOME_UNKNOWN);
    Reply again = keyed("asking").act("tally.count-and-ask", "{\"path\":\"/slow\"}");
    assertThat(again.status()).isEqualTo(409);
    watch.assertTold();
    assertThat(again.detail()).startsWith("Outcome unknown");
    assertThat(slowCalls()).isEqualTo(1);
    assertThat(gateway.api().as("asking").act("tally.count", "{}").text())
        .isEqualTo("{\"count\":2}");
  }

  @Test
  void anInterruptedStartIsFoundAgainUnderItsKey() {
    Reply again = keyed("starting").post(START, "{\"title\":\"x\"}");
    assertThat(again.status()).isEqualTo(202);
    String location = again.header("Location").orElseThrow();
    // By itself, and soon: nobody waits for the check interval.
    Awaitility.await("the start is found again")
        .until(() -> gateway.api().get(location).json().getString("status").equals("pending"));
    assertThat(POLLS.count()).isEqualTo(1);
    assertThat(gateway.api().get("/api/internal/process").json().getJsonArray("processes"))
        .hasSize(1);
  }
}
