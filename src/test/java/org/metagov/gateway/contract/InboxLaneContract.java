package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.example.harness.faults.Moment;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;

/** Webhooks come in their order within a lane, and in no order beside it. */
public interface InboxLaneContract extends BallotsUnderTest, FaultsUnderTest {
  private static List<String> about(HookedCommunity community, String subject) {
    return community.events().stream().filter(text -> text.startsWith(subject)).toList();
  }

  @Test
  default void poisonInsideABatchHoldsWhatIsBehindItInItsLaneAndNothingElse() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      platform.feel(Mood.STERN);
      community.tell("a", "looked-up", "a1");
      soon().until(() -> tries(community) > 0);
      community.tell("a", "posted", "a2");
      community.tell("a", "poison", "a3");
      community.tell("a", "posted", "a4");
      community.tell("b", "posted", "b1");
      community.tell("b", "posted", "b2");
      community.tell("", "posted", "of no subject");
      soon().until(() -> community.newest() == 3);
      assertThat(about(community, "b")).containsExactly("b1", "b2");
      platform.feel(Mood.WELL);
      // Due by then, even if it was tried once more on a slow machine.
      pass(Duration.ofSeconds(30));
      soon().until(() -> about(community, "a").equals(List.of("a1", "a2")) && tries(community) > 0);
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
      soon().until(() -> tries(community) > 0);
      pass(Duration.ofSeconds(30));
      soon().until(() -> community.newest() == 3);
      assertThat(community.events()).containsExactly("b1", "a1", "a2");
    }
  }

  @Test
  default void whatIsGivenUpHoldsItsLaneNoLonger() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      community.tell("a", "poison", "a1");
      soon().until(() -> tries(community) > 0);
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
      String location = poll(api().as(community.name()));
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

  /** Each of the two would wait for what the other one has locked. */
  @Test
  default void aLaneIsClosedWithoutWaitingForWhatHasLeftIt() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      String location = poll(api().as(community.name()));
      community.tell("a", "poison", "before it");
      soon().until(() -> tries(community) > 0);
      community.vote("a", "p1");
      community.tell("a", "poison", "behind it");
      List<JsonObject> all = community.inbox("waiting");
      Runnable goOn = platform.holdClosings();
      CompletableFuture<Reply> closing =
          CompletableFuture.supplyAsync(() -> api().delete(location));
      // Until that is done the process takes nothing in.
      soon().until(() -> platform.closings() == 1);
      discard(all.get(0));
      soon().until(() -> community.inbox("done").size() == 1 && tries(community) > 0);
      double conflicts = shown(Metric.CONFLICTS);
      meanwhile(
          "QuotaService.give",
          Moment.IN,
          "Claims.work inbox_lane/.*",
          () -> discard(all.get(2)),
          () -> {
            goOn.run();
            assertThat(closing.join().status()).isEqualTo(200);
            soon().during(Duration.ofMillis(500)).until(this::hasFired);
          });
      soon().until(() -> tasks(all.get(1)) == 0);
      assertThat(shown(Metric.CONFLICTS)).isEqualTo(conflicts);
    }
  }

  private Reply discard(JsonObject webhook) {
    return api().post("/api/internal/inbox/" + webhook.getInt("id") + "/discard", null);
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
