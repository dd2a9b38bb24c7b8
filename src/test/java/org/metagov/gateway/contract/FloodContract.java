package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;

/** One community is flooded, and the others do not notice. */
public interface FloodContract extends GatewayUnderTest {
  private Api from(String address) {
    return api().with("X-Forwarded-For", address);
  }

  /** Calls until the answer is 429, on whatever machine; returns all answers before. */
  private static List<Integer> untilRefused(IntSupplier call) {
    List<Integer> answers =
        IntStream.generate(call).limit(2_000).takeWhile(status -> status != 429).boxed().toList();
    assertThat(answers).hasSizeLessThan(2_000);
    return answers;
  }

  @Test
  default void aFullInboxIsItsCommunitysOwn() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity flooded =
          HookedCommunity.create(api(), fresh(), ",\"server_url\":\"" + platform.url() + "\"");
      HookedCommunity other = HookedCommunity.create(api(), fresh());
      platform.feel(Mood.STERN);
      flooded.tell("", "looked-up", "the platform is away");
      soon().until(() -> flooded.inbox("waiting").get(0).getInt("tries") == 1);
      // One that is not kept in time, on a slow machine, is 503 as well.
      List<Reply> answers = IntStream.range(0, 6).mapToObj(i -> flooded.send(700_000)).toList();
      assertThat(answers.subList(4, 6))
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
          .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isPresent())
          .allSatisfy(answer -> assertThat(answer.text()).contains("of the community is full"));
      soon().until(() -> other.send().status() == 200);
      soon().until(() -> other.send(700_000).status() == 200);
      soon().until(() -> other.newest() >= 2);
      // What is given up makes room for one more.
      int discarded = flooded.inbox("waiting").get(1).getInt("id");
      api().post("/api/internal/inbox/" + discarded + "/discard", null);
      assertThat(flooded.inbox("waiting")).hasSize(2);
      soon().until(() -> flooded.send(700_000).text().contains("of the community is full"));
      assertThat(flooded.inbox("waiting")).hasSize(3);
      api().put(flooded.path(), "{\"plugins\":[]}");
    }
  }

  @Test
  default void anAddressThatCallsTooOftenIsHeldAndNobodyElse() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    String address = "198.51.100." + (1 + Math.abs(community.name().hashCode() % 200));
    List<Integer> answers = untilRefused(() -> from(address).post(community.hook(), "{}").status());
    assertThat(answers.subList(0, 60)).containsOnly(401);
    Reply refused = from(address).post("/api/action/tally.count", null);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isPresent();
    assertThat(refused.json().getString("type")).isEqualTo("urn:metagov:problem:rate-limited");
    assertThat(from("203.0.113.4").post(community.hook(), "{}").status()).isEqualTo(401);
    // What nobody has verified has spent nothing of the community's.
    assertThat(community.send().status()).isEqualTo(200);
    soon().until(() -> community.newest() == 1);
  }

  @Test
  default void anAddressThatComesWithTooManyWrongKeysIsHeldAndNobodyElse() {
    String path = "/api/internal/community/" + fresh();
    String address = "192.0.2." + (1 + Math.abs(path.hashCode() % 200));
    try (DriverKey key = DriverKey.everywhere(api(), "read");
        DriverKey revoked = DriverKey.everywhere(api(), "read")) {
      revoked.revoke();
      Api right = key.driver().with("X-Forwarded-For", address);
      assertThat(IntStream.range(0, 70).map(i -> right.get(path).status())).containsOnly(404);
      Api guessing = revoked.driver().with("X-Forwarded-For", address);
      List<Integer> answers = untilRefused(() -> guessing.get(path).status());
      assertThat(answers.subList(0, 60)).containsOnly(401);
      untilRefused(() -> guessing.get("/openapi?community=garden").status());
      Reply refused =
          Stream.generate(() -> guessing.get(path))
              .limit(100)
              .filter(answer -> answer.status() == 429)
              .findFirst()
              .orElseThrow();
      assertThat(refused.header("Retry-After")).isPresent();
      assertThat(refused.detail()).isEqualTo("Too many wrong keys from this address");
      assertThat(key.driver().with("X-Forwarded-For", "192.0.2.250").get(path).status())
          .isEqualTo(404);
    }
  }

  @Test
  default void aCommunityWhosePublicActionsAreAskedForTooOftenIsHeldAndNoOther() {
    String plugins = "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\"}}]";
    Api flooded = community(plugins);
    Api other = community(plugins);
    List<Integer> answers =
        untilRefused(() -> flooded.post("/api/action/tally.count", "{}").status());
    assertThat(answers.subList(0, 200)).containsOnly(200);
    assertThat(other.post("/api/action/tally.count", "{}").status()).isEqualTo(200);
    assertThat(flooded.act("tally.count", "{}").status()).isEqualTo(200);
  }
}
