package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.example.harness.faults.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;

/**
 * Governance processes whose work is abandoned in the middle, as if the server had died: whatever
 * was done by then, each ends once, as its platform says.
 */
public interface FaultContract extends FaultsUnderTest {
  String QUESTION = "{\"title\":\"Shall we?\"}";

  /** What becomes of a start that was abandoned. */
  enum Fate {
    /** Its process ends with errors; there is no poll. */
    LOST,
    /** Its process goes on, with one poll; it may be that of the repetition. */
    BEGUN
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "IdempotencyService.begin, BEFORE, BEGUN",
    "IdempotencyService.begin, IN, BEGUN",
    "IdempotencyService.begin, AFTER, BEGUN",
    "ProcessService.create, BEFORE, BEGUN",
    "ProcessService.create, IN, BEGUN",
    "ProcessService.create, AFTER, LOST",
    "ClaimService.begin, BEFORE, BEGUN",
    "ClaimService.begin, IN, BEGUN",
    "OutboundHttp.send, BEFORE, LOST",
    "OutboundHttp.send, AFTER, BEGUN",
    "ProcessService.record, BEFORE, BEGUN",
    "ClaimService.settle, IN, BEGUN",
    "ProcessService.record, IN, BEGUN",
    "ProcessService.record, AFTER, BEGUN",
    "ClaimService.release, BEFORE, BEGUN",
    "ClaimService.release, AFTER, BEGUN",
    "IdempotencyService.finish, BEFORE, BEGUN",
    "IdempotencyService.finish, IN, BEGUN",
    "IdempotencyService.finish, AFTER, BEGUN"
  })
  default void anAbandonedStartBeginsAtMostOnePoll(String point, Moment moment, Fate fate) {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      Api keyed = pollsters(community, platform).with("Idempotency-Key", "once");
      abandon(point, moment, start(community), () -> keyed.post(POLL, QUESTION));
      pass(WELL_OVER_A_LEASE);
      assertFate(fate, community, keyed.post(POLL, QUESTION), platform);
    }
  }

  @Test
  default void anAbandonedStartUnderAKeyThatIsFreeAgainIsNotTheEarlierOne() {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      Api keyed = pollsters(community, platform).with("Idempotency-Key", "once");
      String earlier = started(keyed.post(POLL, QUESTION));
      pass(Duration.ofHours(25));
      abandon(
          "ProcessService.create",
          Moment.BEFORE,
          start(community),
          () -> keyed.post(POLL, QUESTION));
      pass(WELL_OVER_A_LEASE);
      assertThat(started(keyed.post(POLL, QUESTION))).isNotEqualTo(earlier);
      assertThat(platform.count()).isEqualTo(2);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "OutboundHttp.send, AFTER, LOST",
    "ProcessService.forget, BEFORE, LOST",
    "ProcessService.forget, IN, LOST",
    "ProcessService.forget, AFTER, BEGUN",
    "IdempotencyService.finish, IN, BEGUN"
  })
  default void anAbandonedRefusalEndsOrIsAskedForAgain(String point, Moment moment, Fate fate) {
    try (FakePolls platform = new FakePolls()) {
      String community = fresh();
      Api keyed = pollsters(community, platform).with("Idempotency-Key", "once");
      platform.feel(Mood.STERN);
      abandon(point, moment, start(community), () -> keyed.post(POLL, QUESTION));
      platform.feel(Mood.WELL);
      pass(WELL_OVER_A_LEASE);
      assertFate(fate, community, keyed.post(POLL, QUESTION), platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Claims.work, BEFORE",
    "OutboundHttp.send, BEFORE",
    "OutboundHttp.send, AFTER",
    "ProcessService.record, BEFORE",
    "ProcessService.record, IN",
    "ProcessService.record, AFTER",
    "ClaimService.release, BEFORE"
  })
  default void anAbandonedSearchForAnAbandonedStartFindsItLater(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String location = abandonedStart(platform, "OutboundHttp.send", Moment.AFTER);
      abandonLook(point, moment, location, WELL_OVER_A_LEASE);
      pass(WELL_OVER_A_LEASE);
      awaitStatus(location, "pending");
      assertThat(platform.count()).isEqualTo(1);
      assertEndsAsThePlatformSays(location, platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "OutboundHttp.send, AFTER",
    "ProcessService.fail, BEFORE",
    "ProcessService.fail, IN",
    "ProcessService.fail, AFTER"
  })
  default void anAbandonedSearchThatFindsNothingEndsTheProcessOnce(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String location = abandonedStart(platform, "OutboundHttp.send", Moment.BEFORE);
      abandonLook(point, moment, location, WELL_OVER_A_LEASE);
      pass(WELL_OVER_A_LEASE);
      awaitStatus(location, "completed");
      assertLost(location, platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "ClaimService.await, BEFORE, false",
    "ClaimService.await, AFTER, false",
    "PluginStateService.read, AFTER, false",
    "OutboundHttp.send, BEFORE, false",
    "OutboundHttp.send, AFTER, false",
    "ProcessService.record, BEFORE, false",
    "PluginStateService.apply, IN, false",
    "ProcessService.record, IN, false",
    "ProcessService.record, AFTER, true",
    "ClaimService.release, BEFORE, true",
    "ClaimService.release, AFTER, true"
  })
  default void anAbandonedCheckIsRecordedWithItsStateOrNotAtAll(
      String point, Moment moment, boolean recorded) {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      String location = poll(driver);
      platform.vote();
      abandon(point, moment, "POST " + location + "/check", () -> check(location));
      assertThat(votes(location)).isEqualTo(recorded ? 1 : 0);
      assertThat(checks(driver)).isEqualTo(recorded ? 1 : 0);
      pass(WELL_OVER_A_LEASE);
      assertThat(check(location).status()).isEqualTo(200);
      assertThat(votes(location)).isEqualTo(1);
      assertThat(checks(driver)).isEqualTo(recorded ? 2 : 1);
      assertEndsAsThePlatformSays(location, platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Claims.work, BEFORE",
    "ProcessLifecycle.lookIfDue, BEFORE",
    "OutboundHttp.send, BEFORE",
    "OutboundHttp.send, AFTER",
    "ProcessService.record, BEFORE",
    "ProcessService.record, IN",
    "ProcessService.record, AFTER",
    "ClaimService.release, BEFORE",
    "ClaimService.release, AFTER"
  })
  default void anAbandonedLookIsTakenAgainAndRecordedOnce(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      String location = poll(driver);
      platform.vote();
      abandonLook(point, moment, location, WELL_OVER_AN_INTERVAL);
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> votes(location) == 1);
      assertThat(checks(driver)).isEqualTo(1);
      assertEndsAsThePlatformSays(location, platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "ProcessService.record, BEFORE",
    "ProcessService.record, IN",
    "ProcessService.record, AFTER",
    "ClaimService.release, BEFORE"
  })
  default void anAbandonedDrawIsOneDraw(String point, Moment moment) {
    String location = vote(voters(), 10);
    abandonLook(point, moment, location, Duration.ofMinutes(11));
    JsonObject left = seen(location);
    pass(WELL_OVER_A_LEASE);
    awaitStatus(location, "completed");
    assertThat(seen(location).getJsonObject("outcome").getString("winner")).isIn("a", "b", "c");
    if (left.getString("status").equals("completed")) {
      assertThat(seen(location)).isEqualTo(left);
    }
    assertFinal(location);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "OutboundHttp.send, AFTER",
    "ProcessService.postpone, BEFORE",
    "ProcessService.postpone, IN",
    "ProcessService.postpone, AFTER"
  })
  default void anAbandonedFailureOfACheckEndsNothing(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.feel(Mood.FORGETFUL);
      abandon(point, moment, "POST " + location + "/check", () -> check(location));
      assertThat(seen(location).getString("status")).isEqualTo("pending");
      platform.feel(Mood.WELL);
      pass(WELL_OVER_A_LEASE);
      assertThat(check(location).json().isNull("last_error")).isTrue();
      assertEndsAsThePlatformSays(location, platform);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2} closings")
  @CsvSource({
    "ClaimService.await, BEFORE, 0, false",
    "ClaimService.await, AFTER, 0, false",
    "OutboundHttp.send, BEFORE, 0, false",
    "OutboundHttp.send, AFTER, 1, false",
    "ProcessService.record, BEFORE, 1, false",
    "ProcessService.record, IN, 1, false",
    "ProcessService.record, AFTER, 1, true",
    "ClaimService.release, BEFORE, 1, true",
    "ClaimService.release, AFTER, 1, true"
  })
  default void anAbandonedCloseIsRecordedOrCanBeRepeated(
      String point, Moment moment, int closings, boolean recorded) {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.vote();
      abandon(point, moment, "DELETE " + location, () -> api().delete(location));
      assertThat(platform.closings()).isEqualTo(closings);
      assertThat(seen(location).getString("status")).isEqualTo(recorded ? "completed" : "pending");
      pass(WELL_OVER_A_LEASE);
      assertThat(api().delete(location).status()).isEqualTo(recorded ? 400 : 200);
      assertThat(votes(location)).isEqualTo(1);
      assertFinal(location);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "OutboundHttp.send, AFTER",
    "ProcessService.record, BEFORE",
    "ProcessService.record, IN"
  })
  default void whatAnAbandonedCloseHasClosedIsSeenByTheNextCheck(String point, Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.vote();
      abandon(point, moment, "DELETE " + location, () -> api().delete(location));
      pass(WELL_OVER_AN_INTERVAL);
      awaitStatus(location, "completed");
      assertThat(votes(location)).isEqualTo(1);
      assertThat(platform.closings()).isEqualTo(1);
      assertFinal(location);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "ProcessService.fail, BEFORE, false",
    "ProcessService.fail, IN, false",
    "ProcessService.fail, AFTER, true"
  })
  default void anAbandonedEndByTheDriverIsTheEndOrCanBeRepeated(
      String point, Moment moment, boolean recorded) {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      abandon(
          point,
          moment,
          "POST " + location + "/complete",
          () -> api().post(location + "/complete", null));
      pass(WELL_OVER_A_LEASE);
      assertThat(api().post(location + "/complete", null).status()).isEqualTo(recorded ? 400 : 200);
      assertThat(seen(location).getJsonObject("errors")).containsOnlyKeys("ended");
      assertFinal(location);
    }
  }

  @Test
  default void whatWasAbandonedIsLeftAloneUntilItsClaimIsOver() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.vote();
      pass(Duration.ofSeconds(30));
      String later = vote(voters(), (int) WELL_OVER_AN_INTERVAL.toMinutes());
      abandonLook("OutboundHttp.send", Moment.AFTER, location, WELL_OVER_AN_INTERVAL);
      int asked = platform.requests().size();
      pass(Duration.ofSeconds(40));
      // Whoever looks for what is due has found this one, and has passed over the other.
      awaitStatus(later, "completed");
      assertThat(platform.requests()).hasSize(asked);
      pass(WELL_OVER_A_LEASE);
      soon().until(() -> votes(location) == 1);
      assertThat(platform.requests()).hasSize(asked + 1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"BEFORE", "AFTER"})
  default void aStartWhosePluginGoesMeanwhileIsRefused(Moment moment) {
    try (FakePolls platform = new FakePolls()) {
      String deleted = fresh();
      Reply gone = startWhile(moment, platform, deleted, () -> api().delete(path(deleted)));
      assertThat(gone.status()).as(gone.text()).isEqualTo(400);
      assertThat(gone.detail()).isEqualTo("Community '" + deleted + "' not found");
      String disabled = fresh();
      Reply missing =
          startWhile(
              moment, platform, disabled, () -> api().put(path(disabled), "{\"plugins\":[]}"));
      assertThat(missing.status()).as(missing.text()).isEqualTo(400);
      assertThat(missing.detail())
          .isEqualTo("Plugin 'tally' not enabled for community '" + disabled + "'");
      assertThat(platform.count()).isZero();
    }
  }

  private Reply startWhile(
      Moment moment, FakePolls platform, String community, Supplier<Reply> change) {
    Api driver = pollsters(community, platform);
    return meanwhile(
        "ProcessService.create",
        moment,
        start(community),
        () -> driver.post(POLL, QUESTION),
        () -> assertThat(change.get().status()).isLessThan(300));
  }

  private static String path(String community) {
    return "/api/internal/community/" + community;
  }

  private static String start(String community) {
    return "POST " + POLL + " " + community;
  }

  private static int checks(Api driver) {
    return driver.act("tally.checks", "{}").json().getInt("count");
  }

  private String abandonedStart(FakePolls platform, String point, Moment moment) {
    String community = fresh();
    Api driver = pollsters(community, platform);
    abandon(point, moment, start(community), () -> driver.post(POLL, QUESTION));
    return POLL + "/" + processes(community).getJsonObject(0).getInt("id");
  }

  private void assertFate(Fate fate, String community, Reply repeated, FakePolls platform) {
    String location = started(repeated);
    assertThat(processes(community)).hasSize(1);
    if (fate == Fate.LOST) {
      awaitStatus(location, "completed");
      assertLost(location, platform);
    } else {
      awaitStatus(location, "pending");
      assertThat(platform.count()).isEqualTo(1);
      assertEndsAsThePlatformSays(location, platform);
    }
  }

  private void assertLost(String location, FakePolls platform) {
    assertThat(platform.count()).isZero();
    assertThat(seen(location).getJsonObject("errors")).containsOnlyKeys("start_unknown");
    assertFinal(location);
  }

  /** Ends a pending process as its platform does, and sees that it has ended so, for good. */
  private void assertEndsAsThePlatformSays(String location, FakePolls platform) {
    platform.vote();
    platform.closeAll();
    JsonObject end = check(location).json();
    assertThat(end.getString("status")).as(end.toString()).isEqualTo("completed");
    assertThat(votes(location)).isEqualTo(platform.votes());
    assertThat(end.getJsonObject("errors")).isEmpty();
    assertFinal(location);
  }
}
