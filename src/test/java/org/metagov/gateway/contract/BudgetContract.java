package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** Platforms that are called too often. The WAR under test has a check interval of an hour. */
public interface BudgetContract extends GatewayUnderTest {
  String LEFT_ALONE = "tally: The platform has asked not to be called for a while";
  String POLL = "/api/internal/process/tally.poll";

  private Api tally(String platform, String key) {
    return community(
        "[{\"name\":\"tally\",\"config\":{\"api_key\":\"%s\",\"server_url\":\"%s\"}}]"
            .formatted(key, platform));
  }

  private static Reply fetch(Api driver, String path) {
    return driver.act("tally.fetch", "{\"path\":\"%s\"}".formatted(path));
  }

  private static void assertLeftAlone(Reply reply) {
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.detail()).isEqualTo(LEFT_ALONE);
    assertThat(reply.header("Retry-After")).isPresent();
  }

  @Test
  default void aPlatformThatWantsToBeLeftAloneIsByAllWhoShareAKey() {
    try (FakeServer platform = new FakeServer()) {
      platform.answer("/initialized", 200, "{}").answer("/ok", 200, "{}");
      platform.answer("/full", 429, "", "Retry-After", "60");
      Api driver = tally(platform.url(""), "k-shared");
      Api sharing = tally(platform.url("/"), "k-shared");
      Api other = tally(platform.url(""), "k-other");
      int before = platform.requests().size();
      Watch watch = watch(Sign.PLATFORM_FULL, Sign.PLATFORM_LEFT_ALONE);
      Reply full = fetch(driver, "/full");
      assertThat(full.status()).isEqualTo(502);
      assertThat(full.header("Retry-After")).contains("60");
      for (Api refused : List.of(driver, sharing)) {
        Reply reply = fetch(refused, "/ok");
        assertLeftAlone(reply);
        assertThat(Integer.parseInt(reply.header("Retry-After").orElseThrow())).isBetween(30, 60);
      }
      assertThat(platform.requests()).hasSize(before + 1);
      watch.assertTold();
      assertThat(fetch(other, "/ok").status()).isEqualTo(200);
    }
  }

  @Test
  default void aProcessWaitsForAsLongAsItsPlatformWants() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = tally(platform.url(), "k-full");
      String location = driver.post(POLL, "{\"title\":\"x\"}").header("Location").orElseThrow();
      platform.feel(Mood.FULL);
      api().post(location + "/check", null);
      platform.feel(Mood.WELL);
      int before = platform.requests().size();
      JsonObject postponed = api().post(location + "/check", null).json();
      assertThat(postponed.getString("status")).isEqualTo("pending");
      assertThat(postponed.getString("last_error")).isEqualTo(LEFT_ALONE);
      assertThat(Instant.parse(postponed.getString("next_check_at")))
          .isAfter(
              Instant.parse(postponed.getString("created_at"))
                  .plus(FakePolls.FULL_FOR)
                  .minus(Duration.ofMinutes(1)));
      assertLeftAlone(api().delete(location));
      assertThat(platform.requests()).hasSize(before);
    }
  }

  @Test
  default void aStartThatWasNotSentLeavesNoProcess() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = tally(platform.url(), "k-start");
      String location = driver.post(POLL, "{\"title\":\"x\"}").header("Location").orElseThrow();
      platform.feel(Mood.FULL);
      api().post(location + "/check", null);
      Reply refused = driver.post(POLL, "{\"title\":\"y\"}");
      assertLeftAlone(refused);
      assertThat(refused.header("Location")).isEmpty();
      JsonObject first = api().get(location).json();
      assertThat(
              api()
                  .get("/api/internal/process?community=" + first.getString("community"))
                  .json()
                  .getJsonArray("processes")
                  .getValuesAs(JsonObject.class))
          .extracting(process -> process.getInt("id"))
          .containsExactly(first.getInt("id"));
    }
  }
}
