package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.example.harness.faults.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Patience;

/** Whatever ends a process, what was answered before it counts. */
public interface EndContract extends BallotsUnderTest, FaultsUnderTest {
  private static String told(FakeDriver driver) {
    return ",\"callback_url\":\"" + driver.url("/told") + "\"";
  }

  /** Returns what {@code driver} is told of the end of the only process. */
  private JsonObject end(FakeDriver driver) {
    soon().until(() -> driver.messages().stream().anyMatch(EndContract::isEnd));
    return driver.messages().stream().filter(EndContract::isEnd).findFirst().orElseThrow().json();
  }

  private static boolean isEnd(FakeDriver.Message told) {
    return told.json().getString("status").equals("completed");
  }

  /** Asks for an end, which waits for what is in the inbox. */
  private CompletableFuture<Reply> ending(Supplier<Reply> asked) {
    CompletableFuture<Reply> ending = CompletableFuture.supplyAsync(asked);
    soon().during(Duration.ofMillis(300)).until(() -> !ending.isDone());
    return ending;
  }

  @Test
  default void whatWasAnsweredBeforeAProcessIsClosedCounts() throws Exception {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1");
      String location = newest(community);
      CompletableFuture<Reply> closing = ending(() -> api().delete(location));
      pass(Duration.ofSeconds(6));
      JsonObject closed = Patience.await(closing).json();
      assertThat(closed.getString("status")).isEqualTo("completed");
      assertThat(closed.getJsonObject("outcome").getInt("votes")).isEqualTo(1);
      community.vote("a", "p1");
      soon().until(() -> community.inbox("done").size() == 3);
      assertThat(api().get(location).json().get("outcome")).isEqualTo(closed.get("outcome"));
    }
  }

  @Test
  default void whatWasAnsweredBeforeADriverEndsAProcessCounts() throws Exception {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1");
      String location = newest(community);
      CompletableFuture<Reply> ending = ending(() -> api().post(location + "/complete", null));
      pass(Duration.ofSeconds(6));
      JsonObject ended = Patience.await(ending).json();
      assertThat(ended.getJsonObject("errors")).containsOnlyKeys("ended");
      assertThat(ended.getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }

  @Test
  default void whatWasAnsweredBeforeAPluginIsDisabledCounts() throws Exception {
    try (FakePolls platform = new FakePolls();
        FakeDriver driver = new FakeDriver()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1", told(driver));
      CompletableFuture<Reply> disabling =
          ending(() -> api().put(community.path(), "{\"plugins\":[]}"));
      pass(Duration.ofSeconds(2));
      assertThat(community.vote("b", "p1").text()).isEqualTo("It is over");
      pass(Duration.ofSeconds(6));
      assertThat(Patience.await(disabling).status()).isEqualTo(200);
      JsonObject end = end(driver);
      assertThat(end.getJsonObject("errors")).containsOnlyKeys("disabled");
      assertThat(end.getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }

  @Test
  default void whatACommunityGoesWithoutIsSaid() throws Exception {
    try (FakePolls platform = new FakePolls();
        FakeDriver driver = new FakeDriver()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1", told(driver));
      platform.feel(Mood.STERN);
      CompletableFuture<Reply> deleting = ending(() -> api().delete(community.path()));
      soon()
          .until(
              () -> {
                pass(Duration.ofSeconds(5));
                return deleting.isDone();
              });
      assertThat(deleting.get().status()).isEqualTo(204);
      JsonObject end = end(driver);
      assertThat(end.getJsonObject("errors")).containsOnlyKeys("disabled", "uncounted");
      assertThat(end.getJsonObject("outcome").getInt("votes")).isZero();
    }
  }

  @Test
  default void whatCameBeforeAPluginWasTakenOutThereCounts() {
    try (FakePolls platform = new FakePolls();
        FakeDriver driver = new FakeDriver()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1", told(driver));
      community.tell("b", "uninstalled", "");
      soon()
          .until(
              () -> {
                pass(Duration.ofSeconds(2));
                return driver.messages().stream().anyMatch(EndContract::isEnd);
              });
      JsonObject end = end(driver);
      assertThat(end.getJsonObject("errors")).containsOnlyKeys("disabled");
      assertThat(end.getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }

  @Test
  default void anEndBecauseItsPlatformHasLostItIsAnnouncedToo() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      String location = ballot(community).header("Location").orElseThrow();
      platform.feel(Mood.FORGETFUL);
      api().post(location + "/check", null);
      pass(Duration.ofHours(25));
      assertThat(api().post(location + "/check", null).json().getString("status"))
          .isEqualTo("pending");
      String told = community.vote("p1").text();
      soon()
          .until(
              () -> {
                pass(Duration.ofSeconds(1));
                return api().get(location).json().getString("status").equals("completed");
              });
      JsonObject ended = api().get(location).json();
      assertThat(ended.getJsonObject("errors")).containsOnlyKeys("gone");
      assertThat(ended.getJsonObject("outcome").getInt("votes"))
          .isEqualTo(told.equals("It counts") ? 1 : 0);
    }
  }

  @Test
  default void nobodyIsToldThatAVoteCountsWhoComesWhileItIsClosed() throws Exception {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      ballot(community);
      String location = newest(community);
      AtomicInteger counted = new AtomicInteger();
      Runnable goOn = platform.holdClosings();
      CompletableFuture<Reply> closing =
          CompletableFuture.supplyAsync(() -> api().delete(location));
      soon()
          .until(
              () -> {
                pass(Duration.ofMillis(200));
                String told = community.vote("p1").text();
                counted.addAndGet(told.equals("It counts") ? 1 : 0);
                return platform.closings() == 1 && told.equals("It is over");
              });
      goOn.run();
      JsonObject closed = Patience.await(closing).json();
      assertThat(closed.getJsonObject("outcome").getInt("votes")).isEqualTo(counted.get());
    }
  }

  @Test
  default void whereACloseFailsThoseWhoTakePartAreToldThatItGoesOn() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      ballot(community);
      String location = newest(community);
      platform.feel(Mood.STERN);
      CompletableFuture<Reply> closing =
          CompletableFuture.supplyAsync(() -> api().delete(location));
      soon()
          .until(
              () -> {
                pass(Duration.ofMillis(200));
                return closing.isDone();
              });
      assertThat(closing.join().status()).isGreaterThanOrEqualTo(400);
      platform.feel(Mood.WELL);
      assertThat(community.vote("p1").text()).isEqualTo("It is over");
      pass(Duration.ofSeconds(2));
      assertThat(community.vote("p1").text()).isEqualTo("It counts");
      soon().until(() -> api().get(location).json().getJsonObject("outcome").getInt("votes") == 1);
    }
  }

  @Test
  default void whatWasAnsweredBeforeAProcessHasEndedThereCounts() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1");
      String location = newest(community);
      platform.closeAll();
      JsonObject looked = api().post(location + "/check", null).json();
      assertThat(looked.getString("status")).isEqualTo("pending");
      pass(Duration.ofSeconds(6));
      soon()
          .until(
              () -> {
                pass(Duration.ofSeconds(1));
                return api().get(location).json().getString("status").equals("completed");
              });
      assertThat(api().get(location).json().getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "disabling: {0}")
  @ValueSource(booleans = {false, true})
  default void anEndThatACrashHasCutOffIsTakenBack(boolean disabling) {
    try (FakePolls platform = new FakePolls();
        FakeDriver driver = new FakeDriver()) {
      HookedCommunity community = hooked(platform);
      String location = ballot(community, told(driver)).header("Location").orElseThrow();
      Supplier<Reply> end =
          disabling
              ? () -> api().put(community.path(), "{\"plugins\":[]}")
              : () -> api().delete(location);
      String unit = disabling ? "PUT " + community.path() : "DELETE " + location;
      abandon("NoticeService.beginClosing", Moment.AFTER, unit + ".*", end);
      pass(Duration.ofSeconds(2));
      assertThat(community.vote("p1").text()).isEqualTo("It is over");
      assertThat(api().delete(location).status()).isEqualTo(503);
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> community.vote("p1").text().equals("It counts"));
      CompletableFuture<Reply> again = CompletableFuture.supplyAsync(end);
      soon()
          .until(
              () -> {
                pass(Duration.ofSeconds(1));
                return again.isDone();
              });
      assertThat(again.join().status()).isEqualTo(200);
      assertThat(end(driver).getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }
}
