package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;

/** Votes that are webhooks, which are answered to the voters and taken in later. */
interface BallotsUnderTest extends GatewayUnderTest {
  /** Returns a new community whose webhooks {@code platform} sends. */
  default HookedCommunity hooked(FakePolls platform) {
    return HookedCommunity.create(api(), fresh(), ",\"server_url\":\"" + platform.url() + "\"");
  }

  /** Returns how often the plugin has failed at what waits. */
  default int tries(HookedCommunity community) {
    return community.inbox("waiting").stream().mapToInt(w -> w.getInt("tries")).max().orElse(0);
  }

  /** A vote is answered 200, and waits in its lane behind a webhook that fails just now. */
  default HookedCommunity votedBehindAFailure(FakePolls platform, String poll) {
    return votedBehindAFailure(platform, poll, "");
  }

  /** As above; {@code more} is JSON text of more members of what is started, after a comma. */
  default HookedCommunity votedBehindAFailure(FakePolls platform, String poll, String more) {
    HookedCommunity community = hooked(platform);
    ballot(community, more);
    platform.feel(Mood.STERN);
    community.tell("a", "looked-up", "a1");
    soon().until(() -> tries(community) > 0);
    assertThat(community.vote("a", poll).status()).isEqualTo(200);
    platform.feel(Mood.WELL);
    return community;
  }

  /** Starts a vote. */
  default Reply ballot(HookedCommunity community) {
    return ballot(community, "");
  }

  /** As above; {@code more} is JSON text of more members, after a comma. */
  default Reply ballot(HookedCommunity community, String more) {
    return api()
        .as(community.name())
        .post("/api/internal/process/tally.ballot", "{\"title\":\"x\"" + more + "}");
  }

  /** Returns where the newest vote is. */
  default String newest(HookedCommunity community) {
    return "/api/internal/process/tally.ballot/"
        + api()
            .get("/api/internal/process?order=newest&community=" + community.name())
            .json()
            .getJsonArray("processes")
            .getJsonObject(0)
            .getInt("id");
  }
}
