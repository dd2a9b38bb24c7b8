package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.TestReceiver;

/** Times in a zone with summer time: the JVM under test is in Berlin, and its clock is movable. */
public interface TimesContract extends DriversUnderTest, ProcessesUnderTest {
  ZoneRules BERLIN = ZoneId.of("Europe/Berlin").getRules();

  /** Moves the clock to the next time in UTC that no clock in Berlin shows as its own. */
  default void passIntoTheGap() {
    Instant now = time();
    Instant next =
        Stream.iterate(BERLIN.nextTransition(now), t -> BERLIN.nextTransition(t.getInstant()))
            .filter(ZoneOffsetTransition::isGap)
            .findFirst()
            .orElseThrow()
            .getDateTimeBefore()
            // At the beginning of the hour, so that a test ends within it.
            .toInstant(ZoneOffset.UTC)
            .plusSeconds(60);
    pass(Duration.between(now, next));
  }

  /** Returns the gateway's time. */
  default Instant time() {
    return Instant.parse(api().get("/test/clock").text());
  }

  private void assertNow(JsonObject what, String time) {
    assertThat(Instant.parse(what.getString(time)))
        .as(time)
        .isBetween(time().minusSeconds(30), time());
  }

  @Test
  default void whatHappensInAnHourThatBerlinLeavesOutIsDoneAtOnceAndKeepsItsTime() {
    try (FakeDriver driver = new FakeDriver().feel("/down", FakeDriver.status(503));
        TestReceiver receiver = receiver(driver, "/");
        TestReceiver down = receiver(driver, "/down");
        FakePolls platform = new FakePolls()) {
      HookedCommunity hooked = HookedCommunity.create(api(), fresh());
      Api pollsters = pollsters(platform);
      passIntoTheGap();
      assertThat(hooked.send("spring").status()).isEqualTo(200);
      soon().until(() -> hooked.events().contains("spring"));
      assertInbox(hooked);
      JsonObject process = seen(poll(pollsters));
      assertNow(process, "created_at");
      Instant check = Instant.parse(process.getString("next_check_at"));
      assertThat(check).isBetween(time(), time().plus(WELL_OVER_AN_INTERVAL));
      soon().until(() -> !receiver.deliveries(hooked.name()).isEmpty());
      JsonObject delivery = receiver.deliveries(hooked.name()).get(0);
      assertNow(delivery, "first_at");
      assertNow(delivery, "last_at");
      soon().until(() -> !down.seen().isNull("down"));
      assertNow(down.seen().getJsonObject("down"), "since");
    }
  }

  private void assertInbox(HookedCommunity hooked) {
    JsonObject webhook = hooked.inbox(0);
    assertNow(webhook, "received_at");
    assertNow(webhook, "ended_at");
    String counts = "/api/internal/inbox/counts?plugin=tally&community=" + hooked.name();
    assertNow(api().get(counts).json(), "last_verified_at");
  }
}
