package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

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

  /** Returns the next refusal of whoever is held: time lets one call through now and then. */
  private static Reply refused(Supplier<Reply> call) {
    return Stream.generate(call)
        .limit(100)
        .filter(answer -> answer.status() == 429)
        .findFirst()
        .orElseThrow();
  }

  @Test
  default void aFullInboxIsItsCommunitysOwn() {
    try (FakePolls platform = new FakePolls()) {
      HookedCommunity flooded =
          HookedCommunity.create(api(), fresh(), ",\"server_url\":\"" + platform.url() + "\"");
      HookedCommunity other = HookedCommunity.create(api(), fresh());
      platform.feel(Mood.STERN);
      flooded.tell("", "looked-up", "the platform is away");
      soon().until(() -> flooded.inbox("waiting").get(0).getInt("tries") > 0);
      Watch watch = watch(Sign.INBOX_FULL);
      // One that is not kept in time, on a slow machine, is 503 as well.
      List<Reply> answers = IntStream.range(0, 6).mapToObj(i -> flooded.send(700_000)).toList();
      assertThat(answers.subList(4, 6))
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
          .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isPresent())
          .allSatisfy(answer -> assertThat(answer.text()).contains("of the community is full"));
      watch.assertTold();
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
    Watch watch = watch(Sign.SOURCE_HELD);
    List<Integer> answers = untilRefused(() -> from(address).post(community.hook(), "{}").status());
    watch.assertTold();
    assertThat(answers.subList(0, 60)).containsOnly(401);
    Reply refused = refused(() -> from(address).post("/api/action/tally.count", null));
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
      Watch watch = watch(Sign.KEYS_GUESSED);
      Api guessing = revoked.driver().with("X-Forwarded-For", address);
      List<Integer> answers = untilRefused(() -> guessing.get(path).status());
      assertThat(answers.subList(0, 60)).containsOnly(401);
      untilRefused(() -> guessing.get("/openapi?community=garden").status());
      Reply document = refused(() -> guessing.get("/openapi?community=garden"));
      assertThat(document.header("Retry-After")).isPresent();
      Reply refused = refused(() -> guessing.get(path));
      assertThat(refused.header("Retry-After")).isPresent();
      assertThat(refused.detail()).isEqualTo("Too many wrong keys from this address");
      assertThat(shown(Metric.LIMITS_REFUSED, "\"wrong_keys\"")).isPositive();
      watch.assertTold();
      assertThat(key.driver().with("X-Forwarded-For", "192.0.2.250").get(path).status())
          .isEqualTo(404);
    }
  }

  @Test
  default void aCommunityWithAsManyPendingProcessesAsItMayHaveIsHeldAndNoOther() {
    String plugins =
        "[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]";
    String start = "/api/internal/process/randomness.delayed-stochastic-vote";
    String vote = "{\"options\":[\"%s\"],\"delay\":9000}".formatted("x".repeat(700_000));
    String name = fresh();
    Api flooded = community(name, plugins);
    Api other = community(plugins);
    List<Reply> begun = new ArrayList<>();
    Watch watch = watch(Sign.PROCESSES_FULL);
    untilRefused(
        () -> {
          begun.add(flooded.post(start, vote));
          return begun.get(begun.size() - 1).status();
        });
    watch.assertTold();
    Reply refused = begun.remove(begun.size() - 1);
    assertThat(begun).hasSize(2).allSatisfy(one -> assertThat(one.status()).isEqualTo(202));
    assertThat(refused.header("Retry-After")).contains("60");
    assertThat(refused.detail())
        .isEqualTo("Community '" + name + "' has as many pending processes as it may have");
    assertThat(other.post(start, vote).status()).isEqualTo(202);
    // What is refused has done nothing: its key is not spent.
    Api keyed = flooded.with("Idempotency-Key", fresh());
    assertThat(keyed.post(start, vote).status()).isEqualTo(429);
    String location = begun.get(0).header("Location").orElseThrow();
    assertThat(api().post(location + "/complete", null).status()).isEqualTo(200);
    assertThat(keyed.post(start, vote).status()).isEqualTo(202);
    assertThat(flooded.post(start, vote).status()).isEqualTo(429);
    String path = "/api/internal/community/" + name;
    assertThat(api().put(path, "{\"plugins\":[]}").status()).isEqualTo(200);
    assertThat(api().put(path, "{\"plugins\":" + plugins + "}").status()).isEqualTo(200);
    assertThat(flooded.post(start, vote).status()).isEqualTo(202);
    assertThat(flooded.post(start, vote).status()).isEqualTo(202);
    assertThat(api().get("/metrics").text())
        .containsPattern("metagov_quota_fullest\\{[^}]*quota=\"keys\"");
    api().put(path, "{\"plugins\":[]}");
  }

  @Test
  default void aKeyWithAsManyReceiversAsItMayHaveIsHeldAndNoOther() {
    String types =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"%s%d\"".formatted("t".repeat(190), i))
            .collect(Collectors.joining(","));
    String large =
        "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false,\"event_types\":[" + types + "]}";
    String small = "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}";
    try (DriverKey greedy = DriverKey.of(api(), "administer");
        DriverKey other = DriverKey.of(api(), "administer")) {
      Watch watch = watch(Sign.RECEIVERS_FULL);
      String path = "/api/internal/receivers/" + fresh() + "-";
      List<Integer> answers = new ArrayList<>();
      while (answers.size() < 20 && !answers.contains(409)) {
        answers.add(greedy.driver().put(path + answers.size(), large).status());
      }
      assertThat(answers).hasSize(6).last().isEqualTo(409);
      watch.assertTold();
      Reply refused = greedy.driver().put(path + 9, large);
      assertThat(refused.detail())
          .startsWith("Driver key '" + greedy.id() + "' has as many receivers");
      assertThat(other.driver().put(path + "other", large).status()).isEqualTo(201);
      // One that becomes smaller makes room, as does one that is handed over, or goes.
      assertThat(greedy.driver().put(path + 0, small).status()).isEqualTo(200);
      assertThat(greedy.driver().put(path + 5, large).status()).isEqualTo(201);
      String handed = small.replace("}", ",\"driver_key\":\"" + other.id() + "\"}");
      assertThat(api().put(path + 1, handed).status()).isEqualTo(200);
      assertThat(greedy.driver().put(path + 0, large).status()).isEqualTo(200);
      assertThat(greedy.driver().put(path + 6, large).status()).isEqualTo(409);
      assertThat(greedy.driver().delete(path + 2).status()).isEqualTo(204);
      assertThat(greedy.driver().put(path + 6, large).status()).isEqualTo(201);
      Stream.of("0", "1", "3", "4", "5", "6", "other").forEach(i -> api().delete(path + i));
    }
  }

  @Test
  default void aCommunityIsNamedBySoManyKeysAndOthersByTheirOwn() {
    String name = fresh();
    String other = fresh();
    community(name, "[]");
    community(other, "[]");
    List<DriverKey> keys = new ArrayList<>();
    String body = "{\"name\":\"x\",\"scope\":\"read\",\"communities\":[\"%s\"]}".formatted(name);
    try {
      IntStream.range(0, 5).forEach(i -> keys.add(DriverKey.of(api(), "read", name)));
      Watch watch = watch(Sign.KEYS_FULL);
      Reply refused = api().post(DriverKey.PATH, body);
      watch.assertTold();
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.detail())
          .isEqualTo("As many driver keys as may name community '" + name + "': revoke some");
      keys.add(DriverKey.of(api(), "read", other));
      keys.get(0).change("read", other);
      keys.add(DriverKey.of(api(), "read", name));
      keys.get(1).revoke();
      keys.add(DriverKey.of(api(), "read", name));
      assertThat(api().post(DriverKey.PATH, body).status()).isEqualTo(409);
      // One that is created again under the name is another one.
      String path = "/api/internal/community/" + name;
      assertThat(api().delete(path).status()).isEqualTo(204);
      community(name, "[]");
      IntStream.range(0, 5).forEach(i -> keys.add(DriverKey.of(api(), "read", name)));
      assertThat(api().post(DriverKey.PATH, body).status()).isEqualTo(409);
    } finally {
      keys.forEach(DriverKey::close);
    }
  }

  @Test
  default void oneAddressDoesNotTakeAllPublicActionsOfACommunity() {
    Api community = community("[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\"}}]");
    String address = "192.0.2." + (1 + ThreadLocalRandom.current().nextInt(200));
    Api greedy = community.with("X-Forwarded-For", address);
    Watch watch = watch(Sign.ADDRESS_HELD);
    List<Integer> answers =
        untilRefused(() -> greedy.post("/api/action/tally.count", "{}").status());
    watch.assertTold();
    // A quarter of the 200, and what came back meanwhile.
    assertThat(answers).hasSizeBetween(50, 59);
    assertThat(
            community
                .with("X-Forwarded-For", "203.0.113.77")
                .post("/api/action/tally.count", "{}")
                .status())
        .isEqualTo(200);
  }

  @Test
  default void aCommunityWhosePublicActionsAreAskedForTooOftenIsHeldAndNoOther() {
    String plugins = "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\"}}]";
    Api flooded = community(plugins);
    Api other = community(plugins);
    Watch watch = watch(Sign.COMMUNITY_HELD);
    List<Integer> answers =
        untilRefused(() -> flooded.post("/api/action/tally.count", "{}").status());
    watch.assertTold();
    assertThat(answers.subList(0, 200)).containsOnly(200);
    assertThat(other.post("/api/action/tally.count", "{}").status()).isEqualTo(200);
    assertThat(flooded.act("tally.count", "{}").status()).isEqualTo(200);
  }
}
