package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** Governance processes. */
public interface ProcessContract extends ProcessesUnderTest {
  @Test
  default void aVoteWaitsForItsTimeAndIsDrawnOnce() {
    String location = vote(voters(), 10);
    JsonObject waiting = seen(location);
    assertThat(waiting.getString("status")).isEqualTo("pending");
    assertThat(waiting.getString("name")).isEqualTo("randomness.delayed-stochastic-vote");
    assertThat(waiting.getJsonObject("outcome")).isEmpty();
    assertThat(waiting.isNull("url")).isTrue();
    pass(Duration.ofMinutes(9));
    assertThat(api().post(location + "/check", null).json().getString("status"))
        .isEqualTo("pending");
    pass(Duration.ofMinutes(2));
    awaitStatus(location, "completed");
    JsonObject drawn = seen(location);
    assertThat(drawn.getJsonObject("outcome").getString("winner")).isIn("a", "b", "c");
    assertThat(drawn.isNull("next_check_at")).isTrue();
    assertThat(api().post(location + "/check", null).json()).isEqualTo(drawn);
    assertThat(api().delete(location).detail())
        .isEqualTo("Can't close process, it has already completed");
    assertThat(api().post(location + "/complete", null).status()).isEqualTo(400);
    assertThat(seen(location)).isEqualTo(drawn);
  }

  @Test
  default void ofParallelClosesOneCloses() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      List<Reply> replies = Parallel.run(8, i -> api().delete(location));
      assertThat(replies).extracting(Reply::status).containsOnly(200, 400);
      assertThat(replies).filteredOn(r -> r.status() == 200).hasSize(1);
      assertThat(platform.closings()).isEqualTo(1);
      assertThat(seen(location).getString("status")).isEqualTo("completed");
    }
  }

  @Test
  default void aPollIsCheckedOnItsIntervalAndEndsWithThePlatforms() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      String location = poll(driver);
      assertThat(seen(location).getString("url")).endsWith("/p/p1");
      assertThat(seen(location).getJsonObject("outcome").toString())
          .isEqualTo("{\"votes\":{\"yes\":0}}");
      platform.vote();
      assertThat(api().post(location + "/check", null).json().getJsonObject("outcome").toString())
          .isEqualTo("{\"votes\":{\"yes\":1}}");
      platform.vote();
      platform.closeAll();
      pass(WELL_OVER_AN_INTERVAL);
      awaitStatus(location, "completed");
      assertThat(seen(location).getJsonObject("outcome").toString())
          .isEqualTo("{\"votes\":{\"yes\":2}}");
      assertThat(seen(location).getString("url")).endsWith("/p/p1");
    }
  }

  @Test
  default void whatIsFoundByAskingWakesTheProcessThatItIsAbout() {
    try (FakePolls platform = new FakePolls()) {
      Api driver =
          community(
              "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"news\":true,\"server_url\":\"%s\"}}]"
                  .formatted(platform.url()));
      soon().until(() -> platform.asked("/news") > 0);
      // So that the plugin asks for news when no look at the process is due for long.
      pass(Duration.ofMinutes(40));
      String location = poll(driver);
      platform.vote();
      platform.post("decided p1");
      pass(Duration.ofMinutes(30));
      soon()
          .until(
              () ->
                  seen(location)
                      .getJsonObject("outcome")
                      .toString()
                      .equals("{\"votes\":{\"yes\":1}}"));
    }
  }

  @Test
  default void aRefusedStartLeavesNoProcess() {
    try (FakePolls platform = new FakePolls()) {
      platform.feel(Mood.STERN);
      String name = fresh();
      api()
          .put(
              "/api/internal/community/" + name,
              "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"server_url\":\"%s\"}}]}"
                  .formatted(platform.url()));
      Reply refused = api().as(name).post("/api/internal/process/tally.poll", "{\"title\":\"x\"}");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.header("Location")).isEmpty();
      assertThat(
              api().get("/api/internal/process?community=" + name).json().getJsonArray("processes"))
          .isEmpty();
      assertThat(
              voters()
                  .post(
                      "/api/internal/process/randomness.delayed-stochastic-vote",
                      "{\"options\":[],\"delay\":1}")
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  default void aStartThatWasCutOffIsFoundAgain() {
    try (FakePolls platform = new FakePolls()) {
      platform.feel(Mood.MUTE);
      Api driver = pollsters(platform);
      Reply cutOff = driver.post("/api/internal/process/tally.poll", "{\"title\":\"x\"}");
      assertThat(cutOff.status()).isEqualTo(504);
      String location = cutOff.header("Location").orElseThrow();
      assertThat(seen(location).getString("status")).isEqualTo("created");
      platform.feel(Mood.WELL);
      // Within seconds, though the interval is an hour.
      awaitStatus(location, "pending");
      assertThat(platform.count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBLED", "BREAKING", "ODD"})
  default void whateverACheckFailsByIsRecordedAndPutsItOff(Mood mood) {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      Watch watch = watch(Sign.CHECK_FAILS);
      platform.feel(mood);
      pass(WELL_OVER_AN_INTERVAL);
      soon().until(() -> !seen(location).isNull("last_error"));
      watch.assertTold();
      int asked = platform.requests().size();
      soon()
          .during(Duration.ofMillis(1_200))
          .until(() -> platform.requests().size(), Predicate.isEqual(asked));
      assertThat(seen(location).getString("status")).isEqualTo("pending");
      platform.feel(Mood.WELL);
      assertThat(api().post(location + "/check", null).json().isNull("last_error")).isTrue();
    }
  }

  @Test
  default void aStartThatLeftNothingEndsWithErrors() {
    try (FakePolls platform = new FakePolls()) {
      Watch watch = watch(Sign.START_UNKNOWN, Sign.PROCESS_LOST);
      platform.feel(Mood.DEAD);
      Reply cutOff =
          pollsters(platform).post("/api/internal/process/tally.poll", "{\"title\":\"x\"}");
      String location = cutOff.header("Location").orElseThrow();
      platform.feel(Mood.WELL);
      pass(WELL_OVER_AN_INTERVAL);
      awaitStatus(location, "completed");
      assertThat(seen(location).getJsonObject("errors")).containsKey("start_unknown");
      watch.assertTold();
      assertThat(platform.count()).isZero();
    }
  }

  @Test
  default void aPollThatStaysGoneEndsWithErrors() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.feel(Mood.FORGETFUL);
      Watch watch = watch(Sign.PROCESS_GONE);
      JsonObject first = api().post(location + "/check", null).json();
      assertThat(first.getString("status")).isEqualTo("pending");
      assertThat(first.getString("last_error")).contains("404");
      platform.feel(Mood.WELL);
      assertThat(api().post(location + "/check", null).json().isNull("last_error")).isTrue();
      platform.feel(Mood.SECRETIVE);
      api().post(location + "/check", null);
      pass(Duration.ofHours(23));
      assertThat(api().post(location + "/check", null).json().getString("status"))
          .isEqualTo("pending");
      pass(Duration.ofHours(2));
      assertThat(api().post(location + "/check", null).json().getString("status"))
          .isEqualTo("completed");
      assertThat(seen(location).getJsonObject("errors")).containsKey("gone");
      watch.assertTold();
      assertThat(seen(location).getJsonObject("outcome")).isNotEmpty();
    }
  }

  @Test
  default void aVoteThatItsPlatformDoesNotEndIsToldOfAndEndsAsCounted() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      Instant end = Instant.parse(seen(location).getString("created_at")).plusSeconds(60);
      platform.announceEnd(end);
      assertThat(api().post(location + "/check", null).json().isNull("last_error")).isTrue();
      platform.vote();
      pass(WELL_OVER_AN_INTERVAL);
      soon().until(() -> !seen(location).isNull("last_error"));
      assertThat(seen(location).getString("last_error")).contains(end.toString(), "not ended");
      assertThat(seen(location).getString("status")).isEqualTo("pending");
      pass(Duration.ofHours(25));
      awaitStatus(location, "completed");
      assertThat(seen(location).getJsonObject("outcome").toString())
          .isEqualTo("{\"votes\":{\"yes\":1}}");
      assertThat(seen(location).getJsonObject("errors")).isEmpty();
      assertThat(seen(location).getString("last_error")).contains("as counted");
    }
  }

  @Test
  default void aDriverEndsAProcessWhosePlatformIsGone() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      JsonObject ended = api().post(location + "/complete", null).json();
      assertThat(ended.getString("status")).isEqualTo("completed");
      assertThat(ended.getJsonObject("errors")).containsKey("ended");
    }
  }

  @Test
  default void whatCannotBeClosedSaysSo() {
    try (FakePolls platform = new FakePolls()) {
      String location =
          started(pollsters(platform).post("/api/internal/process/tally.watch", "{\"any\":1}"));
      Reply refused = api().delete(location);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.detail())
          .isEqualTo("tally.watch does not support manually closing the process.");
    }
  }

  @Test
  default void theFirstProcessesOfACommunityMayBeginAtOnce() {
    for (int community = 0; community < 3; community++) {
      Api driver = voters();
      assertThat(Parallel.run(10, i -> vote(driver, 1_000))).doesNotHaveDuplicates();
    }
  }

  @Test
  default void aHangingPlatformDelaysNobodyElsesVotes() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      List<String> polls = Parallel.run(20, i -> poll(driver));
      String vote = vote(voters(), 5);
      platform.feel(Mood.DEAD);
      pass(WELL_OVER_AN_INTERVAL);
      awaitStatus(vote, "completed");
      assertThat(polls)
          .allSatisfy(p -> assertThat(seen(p).getString("status")).isEqualTo("pending"));
    }
  }

  @Test
  default void disablingThePluginRemovesItsProcesses() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      String location = poll(driver);
      String community = seen(location).getString("community");
      double before = shown(Metric.PROCESS_ENDS, "\"tally\"", "\"disabled\"");
      api().put("/api/internal/community/" + community, "{\"plugins\":[]}");
      assertThat(shown(Metric.PROCESS_ENDS, "\"tally\"", "\"disabled\"")).isEqualTo(before + 1);
      assertThat(api().get(location).status()).isEqualTo(404);
      assertThat(api().delete(location).status()).isEqualTo(404);
      assertThat(api().post(location + "/check", null).status()).isEqualTo(404);
    }
  }

  /** A list tells more of each than its driver is told. */
  private void assertListed(JsonObject page, String location) {
    assertThat(page.getJsonArray("processes")).hasSize(1);
    assertThat(page.getJsonArray("processes").getJsonObject(0).entrySet())
        .containsAll(seen(location).entrySet());
  }

  @Test
  default void processesAreListedPageByPage() {
    Api driver = voters();
    List<String> locations = List.of(vote(driver, 1_000), vote(driver, 1_000), vote(driver, 1_000));
    api().delete(locations.get(1));
    String community = seen(locations.get(0)).getString("community");
    String all = "/api/internal/process?community=" + community;
    JsonObject first = api().get(all + "&limit=2").json();
    assertThat(first.getJsonArray("processes")).hasSize(2);
    JsonObject rest = api().get(all + "&limit=2&after=" + first.getInt("next")).json();
    assertListed(rest, locations.get(2));
    assertThat(rest.isNull("next")).isTrue();
    assertListed(api().get(all + "&status=completed").json(), locations.get(1));
    assertThat(api().get(all + "&plugin=revshare").json().getJsonArray("processes")).isEmpty();
    assertThat(api().get(all + "&status=open").status()).isEqualTo(400);
    assertThat(api().get(all + "&after=x").status()).isEqualTo(400);
  }

  @Test
  default void badStartsAreRefused() {
    Api driver = voters();
    String vote = "/api/internal/process/randomness.delayed-stochastic-vote";
    assertThat(driver.post(vote, "{\"options\":\"a\",\"delay\":1}").status()).isEqualTo(400);
    assertThat(driver.post(vote, "{\"options\":[\"a\"]}").detail())
        .contains("'delay' is a required");
    assertThat(driver.post(vote, "{\"options\":[\"a\"],\"delay\":-1}").status()).isEqualTo(400);
    String withUrl = "{\"options\":[\"a\"],\"delay\":1,\"callback_url\":%s}";
    assertThat(driver.post(vote, withUrl.formatted("\"ftp://a.example\"")).status()).isEqualTo(400);
    assertThat(driver.post(vote, withUrl.formatted("5")).status()).isEqualTo(400);
    assertThat(
            driver
                .post(vote, withUrl.formatted("\"http://a.example/" + "x".repeat(2_000) + "\""))
                .status())
        .isEqualTo(400);
    assertThat(driver.post(vote, withUrl.formatted("null")).status()).isEqualTo(202);
    assertThat(driver.post("/api/internal/process/randomness.nope", "{}").status()).isEqualTo(404);
    assertThat(driver.post("/api/internal/process/tally.poll", "{\"title\":\"x\"}").status())
        .isEqualTo(400);
    assertThat(api().post(vote, "{}").detail()).contains("Missing required header");
    assertThat(api().get(vote + "/999999").status()).isEqualTo(404);
    assertThat(api().get("/api/internal/process/tally.poll/" + id(vote(driver, 1))).status())
        .isEqualTo(404);
  }

  @Test
  default void theSameKeyStartsOneProcess() {
    Api keyed = voters().with("Idempotency-Key", "once");
    String location = vote(keyed, 1_000);
    assertThat(vote(keyed, 1_000)).isEqualTo(location);
  }
}
