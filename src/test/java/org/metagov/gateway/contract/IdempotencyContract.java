package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Parallel;

/** Requests with an {@code Idempotency-Key}. */
public interface IdempotencyContract extends GatewayUnderTest {
  private Api counter() {
    return community("[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\"}}]");
  }

  @Test
  default void theSameKeyAnswersTheFirstResultAgain() {
    Api driver = counter();
    Api keyed = driver.with("Idempotency-Key", "one");
    Reply first = keyed.act("tally.count", "{}");
    assertThat(first.text()).isEqualTo("{\"count\":1}");
    Reply again = keyed.act("tally.count", "{}");
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.header("Idempotency-Replayed")).hasValue("true");
    assertThat(shown(Metric.IDEMPOTENT, "result=\"replayed\"")).isPositive();
    assertThat(driver.with("Idempotency-Key", "two").act("tally.count", "{}").text())
        .isEqualTo("{\"count\":2}");
  }

  @Test
  default void anErrorIsAFirstResultToo() {
    Api keyed = counter().with("Idempotency-Key", "one");
    Reply first = keyed.act("tally.fetch", "{}");
    Reply again = keyed.act("tally.fetch", "{}");
    assertThat(first.status()).isEqualTo(400);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  default void anotherBodyUnderTheSameKeyIsRefused() {
    double before = shown(Metric.IDEMPOTENT, "result=\"other_body\"");
    Api keyed = counter().with("Idempotency-Key", "one");
    keyed.act("tally.count", "{}");
    Reply refused = keyed.act("tally.count", "{\"a\":1}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(shown(Metric.IDEMPOTENT, "result=\"other_body\"")).isEqualTo(before + 1);
    assertThat(refused.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  default void aKeyIsForgottenAfterADay() {
    Api keyed = counter().with("Idempotency-Key", "one");
    assertThat(keyed.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
    pass(Duration.ofHours(23));
    assertThat(keyed.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
    pass(Duration.ofHours(2));
    assertThat(keyed.act("tally.count", "{}").text()).isEqualTo("{\"count\":2}");
  }

  @Test
  default void aKeyIsScopedToRouteAndCommunity() {
    Api one = counter().with("Idempotency-Key", "shared");
    Api other = counter().with("Idempotency-Key", "shared");
    assertThat(one.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
    assertThat(other.act("tally.count", "{}").text()).isEqualTo("{\"count\":1}");
    assertThat(one.act("tally.seen", "{}").json()).containsKey("initialized");
  }

  @Test
  default void ofParallelRequestsWithOneKeyOneIsDone() {
    Api driver = counter();
    Api keyed = driver.with("Idempotency-Key", "one");
    List<Reply> replies = Parallel.run(16, i -> keyed.act("tally.count", "{}"));
    assertThat(replies).extracting(Reply::status).isSubsetOf(200, 409).contains(200);
    assertThat(replies)
        .filteredOn(r -> r.status() == 409)
        .allSatisfy(r -> assertThat(r.header("Retry-After")).isPresent());
    assertThat(driver.act("tally.count", "{}").text()).isEqualTo("{\"count\":2}");
  }

  @Test
  default void aCreatedCommunityIsCreatedOnce() {
    Api keyed = api().with("Idempotency-Key", fresh());
    Reply first = keyed.post("/api/internal/community", "{}");
    assertThat(first.status()).isEqualTo(201);
    assertThat(keyed.post("/api/internal/community", "{}").text()).isEqualTo(first.text());
  }

  @Test
  default void aKeyThatIsNoKeyIsRefused() {
    Api driver = counter();
    assertThat(driver.with("Idempotency-Key", "x".repeat(256)).act("tally.count", "{}").status())
        .isEqualTo(400);
    // An empty header is an absent one.
    assertThat(driver.with("Idempotency-Key", " ").act("tally.count", "{}").status())
        .isEqualTo(200);
  }
}
