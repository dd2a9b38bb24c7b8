package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.example.tally.Tally;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.TestWar;

/** The server killed with -9, and what the next one finds. */
class CrashIT {
  private static final int CALLERS = 6;
  private static final int CALLS_BEFORE_THE_KILL = 120;

  private final Path data = GatewayProcess.newData();
  private final Path war =
      TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "crash");

  private GatewayProcess start() {
    return GatewayProcess.options().data(data).war(war).start();
  }

  @Test
  void whatWasAnsweredIsThereAfterAKill() {
    List<String> answered = new ArrayList<>();
    String path = "/api/internal/community/killed";
    try (GatewayProcess gateway = start()) {
      Api driver = gateway.api().as("killed");
      driver.put(
          path,
          "{\"readable_name\":\"Kept\",\"plugins\":[{\"name\":\"revshare\"},"
              + "{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\",\"step\":3}}]}");
      driver.act("tally.count", "{}");
      driver.act("revshare.add-pointer", "{\"pointer\":\"$a\",\"weight\":1}");
      answered.addAll(readBack(driver));
      gateway.kill9();
    }
    try (GatewayProcess gateway = start()) {
      Api driver = gateway.api().as("killed");
      assertThat(readBack(driver)).isEqualTo(answered);
      assertThat(driver.delete(path).status()).isEqualTo(204);
      gateway.kill9();
    }
    try (GatewayProcess gateway = start()) {
      assertThat(gateway.api().get(path).status()).isEqualTo(404);
    }
  }

  private static List<String> readBack(Api driver) {
    return List.of(
        driver.get("/api/internal/community/killed").text(),
        driver.act("revshare.get-config", "{}").text(),
        driver.act("tally.seen", "{}").text());
  }

  @Test
  void aKeyedActionHappensOnceOrIsSaidToBeUnknown() {
    Map<String, String> answers = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    try (GatewayProcess gateway = start()) {
      createTally(gateway, "");
      Parallel.run(
          CALLERS + 1,
          i -> {
            if (i == CALLERS) {
              Awaitility.await().until(() -> answers.size() >= CALLS_BEFORE_THE_KILL);
              gateway.kill9();
            } else {
              callUntilItDies(gateway.api(), next, answers);
            }
            return null;
          });
    }
    try (GatewayProcess gateway = start()) {
      int unknown = 0;
      for (int key = 0; key < next.get(); key++) {
        Reply reply = count(gateway.api(), key);
        String before = answers.get("k" + key);
        if (before != null) {
          assertThat(reply.text()).as("what was answered is answered again").isEqualTo(before);
        } else if (reply.status() == 409) {
          assertThat(reply.detail()).startsWith("Outcome unknown");
          unknown++;
        } else {
          assertThat(reply.status()).isEqualTo(200);
        }
      }
      int total = gateway.api().as("keyed").act("tally.count", "{}").json().getInt("count") - 1;
      assertThat(total).isBetween(next.get() - unknown, next.get());
      assertThat(unknown).isLessThanOrEqualTo(CALLERS);
    }
  }

  @Test
  void anInterruptedActionIsNeverRunAgain() {
    try (FakeServer platform = new FakeServer()) {
      platform.answer("/initialized", 200, "{}").hang("/slow");
      try (GatewayProcess gateway = start()) {
        createTally(gateway, ",\"server_url\":\"" + platform.url("") + "\"");
        Parallel.run(
            2,
            i -> {
              if (i == 0) {
                untilItDies(
                    () -> keyed(gateway.api()).act("tally.count-and-ask", "{\"path\":\"/slow\"}"));
              } else {
                Awaitility.await()
                    .until(
                        () ->
                            platform.requests().stream().anyMatch(r -> r.target().equals("/slow")));
                gateway.kill9();
              }
              return null;
            });
      }
      int asked = platform.requests().size();
      try (GatewayProcess gateway = start()) {
        Reply again = keyed(gateway.api()).act("tally.count-and-ask", "{\"path\":\"/slow\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).startsWith("Outcome unknown");
        assertThat(platform.requests()).hasSize(asked);
        assertThat(gateway.api().as("keyed").act("tally.count", "{}").text())
            .isEqualTo("{\"count\":2}");
      }
    }
  }

  @Test
  void anInterruptedStartIsFoundAgainUnderItsKey() {
    String start = "/api/internal/process/tally.poll";
    try (FakePolls platform = new FakePolls()) {
      platform.feel(FakePolls.Mood.MUTE);
      try (GatewayProcess gateway = start()) {
        createTally(gateway, ",\"server_url\":\"" + platform.url() + "\"");
        Parallel.run(
            2,
            i -> {
              if (i == 0) {
                untilItDies(() -> keyed(gateway.api()).post(start, "{\"title\":\"x\"}"));
              } else {
                Awaitility.await().until(() -> platform.count() == 1);
                gateway.kill9();
              }
              return null;
            });
      }
      platform.feel(FakePolls.Mood.WELL);
      try (GatewayProcess gateway = start()) {
        Reply again = keyed(gateway.api()).post(start, "{\"title\":\"x\"}");
        assertThat(again.status()).isEqualTo(202);
        String location = again.header("Location").orElseThrow();
        Reply found = gateway.api().post(location + "/check", null);
        assertThat(found.json().getString("status")).isEqualTo("pending");
        assertThat(platform.count()).isEqualTo(1);
        assertThat(gateway.api().get("/api/internal/process").json().getJsonArray("processes"))
            .hasSize(1);
      }
    }
  }

  private static Api keyed(Api api) {
    return api.as("keyed").with("Idempotency-Key", "slow");
  }

  private static void untilItDies(Runnable call) {
    try {
      call.run();
    } catch (UncheckedIOException e) {
      // The server died under it, as it was meant to.
    }
  }

  private static void createTally(GatewayProcess gateway, String more) {
    Reply created =
        gateway
            .api()
            .put(
                "/api/internal/community/keyed",
                "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\"%s}}]}"
                    .formatted(more));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  private static void callUntilItDies(Api api, AtomicInteger next, Map<String, String> answers) {
    try {
      while (true) {
        int key = next.getAndIncrement();
        Reply reply = count(api, key);
        assertThat(reply.status()).isEqualTo(200);
        answers.put("k" + key, reply.text());
      }
    } catch (UncheckedIOException e) {
      // The server died.
    }
  }

  private static Reply count(Api api, int key) {
    return api.as("keyed").with("Idempotency-Key", "k" + key).act("tally.count", "{}");
  }
}
