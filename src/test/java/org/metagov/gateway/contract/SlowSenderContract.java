package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.SlowSenders;
import org.metagov.gateway.testing.Watch;

/** Strangers who send slowly. */
public interface SlowSenderContract extends GatewayUnderTest {
  /** More than are read at once. */
  int SLOW = 100;

  int AT_ONCE = 8;
  int WEBHOOKS = 40;

  /** Less than any of the slow ones is waited for, by far. */
  Duration IN_TIME = Duration.ofSeconds(10);

  @Test
  default void strangersWhoSendSlowlyHoldUpNobody() throws Exception {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    Watch watch = watch(Sign.SENDERS_SLOW);
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try (SlowSenders slow = new SlowSenders(SLOW, api().base().getPort(), community.hook())) {
      // By then so many of them have been at it for longer than anybody is let in a crowd.
      soon().until(() -> sent(threads, community, AT_ONCE).equals(List.of(200)));
      assertThat(sent(threads, community, WEBHOOKS)).containsExactly(200);
      assertThat(api().get(community.path()).status()).isEqualTo(200);
      soon().until(() -> slow.answers().size() >= AT_ONCE);
      watch.assertTold();
      assertThat(slow.answers())
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 503 ")
                      .contains("\"detail\":\"Too many requests are being read\""));
    } finally {
      threads.shutdownNow();
    }
    soon().until(() -> community.events().containsAll(community.acknowledged()));
  }

  /** Sends so many webhooks, and returns what they are answered in time; 0 where one is not. */
  private static List<Integer> sent(ExecutorService threads, HookedCommunity community, int count)
      throws Exception {
    List<Future<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(threads.submit(() -> community.send()));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Reply> reply : replies) {
      statuses.add(status(reply));
    }
    return statuses.stream().distinct().toList();
  }

  private static int status(Future<Reply> reply) throws Exception {
    try {
      return reply.get(IN_TIME.toSeconds(), TimeUnit.SECONDS).status();
    } catch (TimeoutException e) {
      return 0;
    }
  }
}
