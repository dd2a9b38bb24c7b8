package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;

/** Webhooks of which a plugin says that they mean what they say are received before the answer. */
public interface AtOnceContract extends BallotsUnderTest, ProcessesUnderTest {
  private static void assertTaken(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  private JsonObject only(HookedCommunity community, String state) {
    List<JsonObject> all = community.inbox(state);
    assertThat(all).hasSize(1);
    return api().get("/api/internal/inbox/" + all.get(0).getInt("id")).json();
  }

  @Test
  default void theEventIsThereBeforeTheAnswer() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("once", "a", "told", "hello"));
    // Not soon: now.
    assertThat(community.events()).containsExactly("hello");
    JsonObject done = only(community, "done");
    assertThat(done.getString("delivery_id")).isEqualTo("once");
    assertThat(done.getString("lane")).isEqualTo("a");
    assertThat(done.isNull("body")).isTrue();
    assertThat(done.getJsonArray("tasks")).isEmpty();
  }

  @Test
  default void whatIsSentAgainHappensOnceWhicheverWayItIsTaken() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("once", "a", "told", "x"));
    assertTaken(community.tellAtOnce("once", "a", "told", "x"));
    assertTaken(community.send("once"));
    assertTaken(community.send("other"));
    soon().until(() -> community.newest() == 2);
    assertTaken(community.tellAtOnce("other", "a", "told", "y"));
    assertThat(community.events()).containsExactly("x", "other");
    assertThat(community.inbox("done")).hasSize(2);
  }

  @Test
  default void manyThatAreSentAgainAndAgainHappenOnce() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    AtomicInteger next = new AtomicInteger();
    Parallel.run(
        8,
        connection -> {
          for (int i = next.getAndIncrement(); i < 400; i = next.getAndIncrement()) {
            String text = "d" + i / 4;
            assertTaken(community.tellAtOnce(text, text, "told", text));
          }
          return null;
        });
    assertThat(community.events())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 100).mapToObj(i -> "d" + i).toList());
    assertThat(community.inbox("waiting")).isEmpty();
  }

  @Test
  default void nothingPassesWhatWaitsInItsLane() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    community.tell("a", "poison", "a1");
    soon().until(() -> tries(community) > 0);
    assertTaken(community.tellAtOnce("a", "told", "a2"));
    assertTaken(community.tellAtOnce("b", "told", "b1"));
    assertTaken(community.tellAtOnce("a", "told", "a3"));
    assertThat(community.events()).containsExactly("b1");
    assertThat(community.inbox("waiting")).hasSize(3);
    int first = community.inbox("waiting").get(0).getInt("id");
    assertTaken(api().post("/api/internal/inbox/" + first + "/discard", null));
    soon().until(() -> community.newest() == 3);
    assertThat(community.events()).containsExactly("b1", "a2", "a3");
    soon().until(() -> community.inbox("waiting").isEmpty());
    assertTaken(community.tellAtOnce("a", "told", "a4"));
    assertThat(community.events()).containsExactly("b1", "a2", "a3", "a4");
  }

  @Test
  default void theOrderHoldsWhereBothWaysAreTakenInTurn() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      sent.add("n" + i);
      assertTaken(
          i % 3 == 0
              ? community.tell("a", "posted", "n" + i)
              : community.tellAtOnce("a", "told", "n" + i));
    }
    soon().until(() -> community.newest() == sent.size());
    assertThat(community.events()).containsExactlyElementsOf(sent);
  }

  @Test
  default void whateverNeedsMoreIsDoneLaterAndOnce() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      // The state; the state, though its refusal is caught; the platform, and the state.
      assertTaken(community.tellAtOnce("a", "posted", "n1"));
      assertTaken(community.tellAtOnce("a", "swallowing", "n2"));
      assertTaken(community.tellAtOnce("a", "looked-up", "n3"));
      soon().until(() -> community.newest() == 3);
      assertThat(community.events()).containsExactly("n1", "n2", "n3");
      assertThat(numbers(community)).containsExactly(1, 2, 3);
      assertThat(platform.asked("/polls")).isEqualTo(1);
    }
  }

  private List<Integer> numbers(HookedCommunity community) {
    return api()
        .get("/api/internal/events?community=" + community.name())
        .json()
        .getJsonArray("events")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(event -> event.getJsonObject("data").getInt("number"))
        .toList();
  }

  @Test
  default void whatConcernsAProcessIsTakenInByIt() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity community = hooked(platform);
      String location = poll(api().as(community.name()));
      platform.vote();
      assertTaken(community.tellAtOnce("", "voted", "p1"));
      soon()
          .until(
              () ->
                  seen(location).getJsonObject("outcome").getJsonObject("votes").getInt("yes")
                      == 1);
    }
  }

  @Test
  default void whatThePluginFailsAtIsTriedAgain() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("a", "poison", "x"));
    soon().until(() -> tries(community) > 0);
    assertThat(only(community, "waiting").getString("last_error")).contains("tally");
    assertThat(community.newest()).isZero();
  }

  @Test
  default void whatIsForNobodyHereIsPassedOverAtOnceAndCounted() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("a", "elsewhere", "g2"));
    assertThat(only(community, "done").getString("last_error"))
        .isEqualTo("Passed over: it is of the group g2");
    JsonObject counts =
        api().get("/api/internal/inbox/counts?plugin=tally&community=" + community.name()).json();
    assertThat(counts.getInt("unmatched")).isEqualTo(1);
  }

  @Test
  default void whatDisablesThePluginDoesSo() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("a", "uninstalled", "x"));
    soon().until(() -> api().get(community.path()).json().getJsonArray("plugins").isEmpty());
  }

  @Test
  default void oneForAllCommunitiesIsAnEventInEach() {
    String team = fresh();
    String config = ",\"team\":\"" + team + "\"";
    HookedCommunity one = HookedCommunity.create(api(), fresh(), config);
    HookedCommunity other = HookedCommunity.create(api(), fresh(), config);
    assertTaken(one.tellAllAtOnce(team, "to all"));
    assertThat(one.inbox("done")).as(one.inbox("waiting").toString()).hasSize(1);
    assertThat(one.events()).containsExactly("to all");
    assertThat(other.events()).containsExactly("to all");
  }

  @Test
  default void whatIsOldIsRemoved() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    assertTaken(community.tellAtOnce("once", "a", "told", "x"));
    pass(Duration.ofDays(8));
    soon().until(() -> community.inbox("done").isEmpty());
  }
}
