package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.SlowSenders;

/** Strangers who send slowly. The gateway under test waits six seconds for a body. */
public interface SlowSenderContract extends GatewayUnderTest {
  /** As many as the server has threads. */
  int MANY = 200;

  /** Two seconds, and what a busy machine adds: less than the gateway waits for a body. */
  Duration IN_TIME = Duration.ofSeconds(3);

  @Test
  default void strangersWhoSendSlowlyHoldUpNobody() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    try (SlowSenders slow = new SlowSenders(MANY, api().base().getPort(), community.hook())) {
      do {
        assertInTime(community::send);
        assertInTime(() -> api().get(community.path()));
      } while (slow.answers().isEmpty());
      soon().until(() -> slow.answers().size() == MANY);
      assertThat(slow.answers())
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 400 ")
                      .contains("Connection: close")
                      .contains("\"detail\":\"The body came too slowly\""));
    }
    soon().until(() -> community.events().containsAll(community.acknowledged()));
  }

  private static void assertInTime(Supplier<Reply> request) {
    long start = System.nanoTime();
    assertThat(request.get().status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
  }
}
