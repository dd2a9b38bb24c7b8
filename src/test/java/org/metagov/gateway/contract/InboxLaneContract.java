package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;

/** Webhooks come in their order within a lane, and in no order beside it. */
public interface InboxLaneContract extends GatewayUnderTest {
  private HookedCommunity hooked(FakePolls platform) {
    return HookedCommunity.create(api(), fresh(), ",\"server_url\":\"" + platform.url() + "\"");
  }

  private static List<String> about(HookedCommunity community, String subject) {
    return community.events().stream().filter(text -> text.startsWith(subject)).toList();
  }

  private static int tries(HookedCommunity community) {
    return community.inbox("waiting").stream().mapToInt(w -> w.getInt("tries")).max().orElse(0);
  }

  @Test
  default void poisonInsideABatchHoldsWhatIsBehindItInItsLaneAndNothingElse() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      platform.feel(Mood.STERN);
      community.tell("a", "looked-up", "a1");
      soon().until(() -> tries(community) == 1);
      community.tell("a", "posted", "a2");
      community.tell("a", "poison", "a3");
      community.tell("a", "posted", "a4");
      community.tell("b", "posted", "b1");
      community.tell("b", "posted", "b2");
      community.tell("", "posted", "of no subject");
      soon().until(() -> community.newest() == 3);
      assertThat(about(community, "b")).containsExactly("b1", "b2");
      platform.feel(Mood.WELL);
      pass(Duration.ofSeconds(6));
      soon()
          .until(() -> about(community, "a").equals(List.of("a1", "a2")) && tries(community) == 1);
      // Of what is behind it, nothing was put off by itself.
      List<JsonObject> held = community.inbox("waiting");
      assertThat(held).extracting(webhook -> webhook.getInt("tries")).containsExactly(1, 0);
      assertThat(held).extracting(webhook -> webhook.getString("lane")).containsOnly("a");
      assertThat(held.get(0).getString("next_try_at"))
          .isEqualTo(held.get(1).getString("next_try_at"));
      community.tell("a", "posted", "a5");
      for (int tries = 2; tries <= 6; tries++) {
        assertThat(about(community, "a")).containsExactly("a1", "a2");
        int expected = tries;
        pass(Duration.ofMinutes(10));
        soon().until(() -> tries(community) >= expected || !community.inbox("parked").isEmpty());
      }
      soon().until(() -> about(community, "a").size() == 4);
      assertThat(about(community, "a")).containsExactly("a1", "a2", "a4", "a5");
      assertThat(community.inbox("waiting")).isEmpty();
    }
  }

  @Test
  default void aPlatformThatHangsHoldsItsLaneAndNothingElse() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      platform.feel(Mood.DEAD);
      community.tell("a", "looked-up", "a1");
      soon().until(() -> !platform.requests().isEmpty());
      community.tell("a", "posted", "a2");
      community.tell("b", "posted", "b1");
      soon().until(() -> community.newest() == 1);
      assertThat(community.events()).containsExactly("b1");
      platform.feel(Mood.WELL);
      soon().until(() -> tries(community) == 1);
      pass(Duration.ofSeconds(6));
      soon().until(() -> community.newest() == 3);
      assertThat(community.events()).containsExactly("b1", "a1", "a2");
    }
  }

  @Test
  default void whatIsGivenUpHoldsItsLaneNoLonger() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      community.tell("a", "poison", "a1");
      soon().until(() -> tries(community) == 1);
      community.tell("a", "posted", "a2");
      community.tell("b", "poison", "b1");
      soon().until(() -> community.inbox("waiting").size() == 3);
      int first = community.inbox("waiting").get(0).getInt("id");
      api().post("/api/internal/inbox/" + first + "/discard", null);
      soon().until(() -> community.newest() == 1);
      assertThat(community.events()).containsExactly("a2");
      api().put(community.path(), "{\"plugins\":[]}");
      assertThat(community.inbox("waiting")).isEmpty();
      assertThat(community.inbox("discarded")).hasSize(2);
    }
  }

  @Test
  default void ofManyReasonsToLookAtAProcessOneWaitsBehindTheOneUnderWay() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      String location =
          api()
              .as(community.name())
              .post("/api/internal/process/tally.poll", "{\"title\":\"x\"}")
              .header("Location")
              .orElseThrow();
      platform.feel(Mood.STERN);
      for (int i = 0; i < 8; i++) {
        community.vote("p1");
      }
      soon().until(() -> community.inbox("done").size() == 8);
      assertThat(community.inbox("done").stream().mapToInt(this::tasks).sum()).isEqualTo(2);
      platform.feel(Mood.WELL);
      platform.vote();
      pass(Duration.ofSeconds(6));
      soon().until(() -> votes(location) == 1);
      soon().until(() -> community.inbox("done").stream().mapToInt(this::tasks).sum() == 0);
      assertThat(community.inbox("done"))
          .allSatisfy(webhook -> assertThat(shown(webhook).isNull("body")).isTrue());
    }
  }

  /** A vote is answered 200, and waits in its lane behind a webhook that fails just now. */
  private HookedCommunity votedBehindAFailure(FakePolls platform, String poll) {
    HookedCommunity community = hooked(platform);
    ballot(community);
    platform.feel(Mood.STERN);
    community.tell("a", "looked-up", "a1");
    soon().until(() -> tries(community) == 1);
    assertThat(community.vote("a", poll).status()).isEqualTo(200);
    platform.feel(Mood.WELL);
    return community;
  }

  private Reply ballot(HookedCommunity community) {
    return api()
        .as(community.name())
        .post("/api/internal/process/tally.ballot", "{\"title\":\"x\"}");
  }

  private String newest(HookedCommunity community) {
    return "/api/internal/process/tally.ballot/"
        + api()
            .get("/api/internal/process?order=newest&community=" + community.name())
            .json()
            .getJsonArray("processes")
            .getJsonObject(0)
            .getInt("id");
  }

  @Test
  default void whatWasAnsweredBeforeAProcessIsClosedCounts() throws Exception {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1");
      String location = newest(community);
      CompletableFuture<Reply> closing =
          CompletableFuture.supplyAsync(() -> api().delete(location));
      soon().during(Duration.ofMillis(300)).until(() -> !closing.isDone());
      pass(Duration.ofSeconds(6));
      JsonObject closed = closing.get(20, TimeUnit.SECONDS).json();
      assertThat(closed.getString("status")).isEqualTo("completed");
      assertThat(closed.getJsonObject("outcome").getInt("votes")).isEqualTo(1);
      community.vote("a", "p1");
      soon().until(() -> community.inbox("done").size() == 3);
      assertThat(api().get(location).json().get("outcome")).isEqualTo(closed.get("outcome"));
    }
  }

  @Test
  default void whatAWebhookMakesOnceIsMadeByTheNextOneToo() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = votedBehindAFailure(platform, "p1");
      community.voteOnce("a", "p1");
      community.voteOnce("a", "p1");
      community.voteOnce("a", "p1");
      pass(Duration.ofSeconds(6));
      soon().until(() -> community.inbox("done").stream().mapToInt(this::tasks).sum() == 0);
      soon().until(() -> community.inbox("done").size() == 5);
      String location = newest(community);
      soon().until(() -> api().get(location).json().getJsonObject("outcome").getInt("votes") == 4);
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
      JsonObject closed = closing.get(20, TimeUnit.SECONDS).json();
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

  @Test
  default void whatIsAboutAStartThatNobodyHasRecordedForLongIsTakenInWhenItIs() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      platform.feel(Mood.MUTE);
      String location = ballot(community).header("Location").orElseThrow();
      platform.feel(Mood.GARBLED);
      community.vote("p1");
      community.vote("p2");
      community.tell("", "posted", "an event is not held up");
      soon().until(() -> community.newest() == 1);
      pass(Duration.ofMinutes(5));
      soon().until(() -> community.inbox("waiting").isEmpty());
      assertThat(api().get(location).json().getString("status")).isEqualTo("created");
      platform.feel(Mood.WELL);
      assertThat(api().post(location + "/check", null).json().getString("status"))
          .isEqualTo("pending");
      pass(Duration.ofSeconds(3));
      soon().until(() -> api().get(location).json().getJsonObject("outcome").getInt("votes") == 1);
      // What was about another one is let go.
      soon().until(() -> community.inbox("done").stream().mapToInt(this::tasks).sum() == 0);
      assertThat(api().get(location).json().getJsonObject("outcome").getInt("votes")).isEqualTo(1);
    }
  }

  private JsonObject shown(JsonObject webhook) {
    return api().get("/api/internal/inbox/" + webhook.getInt("id")).json();
  }

  private int tasks(JsonObject webhook) {
    return shown(webhook).getJsonArray("tasks").size();
  }

  private int votes(String location) {
    return api().get(location).json().getJsonObject("outcome").getJsonObject("votes").getInt("yes");
  }

  @Test
  default void whatIsDoneKeepsItsDeliveryIdAndNotItsBody() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    community.send("once");
    soon().until(() -> community.inbox("done").size() == 1);
    int id = community.inbox("done").get(0).getInt("id");
    Reply shown = api().get("/api/internal/inbox/" + id);
    assertThat(shown.json().getString("delivery_id")).isEqualTo("once");
    assertThat(shown.json().isNull("body")).isTrue();
    community.send("once");
    assertThat(community.newest()).isEqualTo(1);
  }
}
