package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;

/** Words of platforms that not every database can keep: a failure is noted, whatever it says. */
public interface WordsContract extends ProcessesUnderTest {
  /** What is kept of {@link FakePolls#BABBLE}, at least. */
  String KEPT = "\uFFFD\uFFFD oh \uFFFDno no";

  @Test
  default void aStartThatFailsInOddWordsIsTold() {
    try (FakePolls platform = new FakePolls()) {
      Api driver = pollsters(platform);
      platform.feel(Mood.BABBLING);
      Reply reply = driver.post(POLL, "{\"title\":\"Shall we?\"}");
      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.detail()).startsWith("tally: " + KEPT).hasSizeLessThan(1_000);
    }
  }

  @Test
  default void aCheckThatFailsInOddWordsIsNotedAndMadeAgainLater() {
    try (FakePolls platform = new FakePolls()) {
      String location = poll(pollsters(platform));
      platform.feel(Mood.BABBLING);
      pass(WELL_OVER_AN_INTERVAL);
      awaitNoted(() -> seen(location), "");
      int asked = platform.requests().size();
      assertThat(Instant.parse(seen(location).getString("next_check_at"))).isAfter(now());
      platform.feel(Mood.WELL);
      api().post(location + "/check", null);
      assertThat(seen(location).isNull("last_error")).isTrue();
      assertThat(platform.requests()).hasSize(asked + 1);
    }
  }

  @Test
  default void aResultInOddWordsIsKeptAndToldOnce() {
    try (FakePolls platform = new FakePolls();
        FakeDriver driver = new FakeDriver()) {
      String body = "{\"title\":\"x\",\"callback_url\":\"" + driver.url("/") + "\"}";
      String location = started(pollsters(platform).post(POLL, body));
      platform.call("\\u0000\\ud83d");
      api().post(location + "/check", null);
      assertThat(seen(location).getJsonObject("outcome").getJsonObject("votes"))
          .containsOnlyKeys("\0\uFFFD");
      soon().until(() -> driver.messages().size() == 2);
      assertThat(driver.messages().get(1).json()).isEqualTo(seen(location));
      api().post(location + "/check", null);
      platform.closeAll();
      api().post(location + "/check", null);
      soon().until(() -> driver.messages().size() >= 3);
      assertThat(driver.messages()).hasSize(3);
    }
  }

  @Test
  default void aSearchThatFailsInOddWordsIsMadeAgainLater() {
    try (FakePolls platform = new FakePolls();
        FakePolls other = new FakePolls()) {
      platform.feel(Mood.BABBLING);
      reading(platform);
      soon().until(() -> platform.asked("/news") == 1);
      // Whoever comes later is asked when the first one would have been asked again.
      reading(other);
      soon().until(() -> other.asked("/news") == 1);
      assertThat(platform.asked("/news")).isEqualTo(1);
    }
  }

  @Test
  default void aWebhookThatFailsInOddWordsIsNotedAndTriedAgainLater() {
    HookedCommunity hooked = HookedCommunity.create(api(), fresh());
    assertThat(hooked.complain(FakePolls.BABBLE).status()).isEqualTo(200);
    awaitNoted(() -> hooked.inbox(0), "the platform says ");
    assertThat(hooked.inbox(0).getInt("tries")).isEqualTo(1);
    assertThat(Instant.parse(hooked.inbox(0).getString("next_try_at"))).isAfter(now());
  }

  private void reading(FakePolls platform) {
    community(
        "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\",\"news\":true,\"server_url\":\"%s\"}}]"
            .formatted(platform.url()));
  }

  private void awaitNoted(Supplier<JsonObject> what, String before) {
    String noted = "tally: " + before + KEPT;
    soon().until(() -> what.get().getString("last_error", "").startsWith(noted));
  }

  private Instant now() {
    return Instant.parse(api().get("/test/clock").text());
  }
}
