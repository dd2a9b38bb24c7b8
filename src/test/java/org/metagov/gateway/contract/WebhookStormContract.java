package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;

/** A platform that sends everything again and again. */
public interface WebhookStormContract extends GatewayUnderTest {
  int DELIVERIES = 1_000;
  int TIMES = 10;
  int CONNECTIONS = 16;

  @Test
  default void aThousandDeliveriesSentTenTimesHaveAThousandEffects() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    AtomicInteger next = new AtomicInteger();
    Parallel.run(
        CONNECTIONS,
        connection -> {
          for (int i = next.getAndIncrement(); i < DELIVERIES * TIMES; i = next.getAndIncrement()) {
            sendUntilItIsTaken(community, "d" + i / TIMES);
          }
          return null;
        });
    soon().atMost(Duration.ofMinutes(2)).until(() -> community.newest() >= DELIVERIES);
    List<String> all = IntStream.range(0, DELIVERIES).mapToObj(i -> "d" + i).toList();
    assertThat(community.events()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(community.newest()).isEqualTo(DELIVERIES);
    assertThat(
            api()
                .get("/api/internal/inbox?state=waiting&community=" + community.name())
                .json()
                .getJsonArray("webhooks"))
        .isEmpty();
  }

  /** As a platform does: what is answered 503 is sent once more. */
  private static void sendUntilItIsTaken(HookedCommunity community, String id) {
    int status;
    do {
      status = community.send(id).status();
      assertThat(status).isIn(200, 503);
    } while (status != 200);
  }
}
