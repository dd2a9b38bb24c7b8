package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Shown;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/**
 * A running gateway with the plugins of the project and the tally plugin, a movable clock and a
 * check interval of an hour.
 */
interface GatewayUnderTest {
  /** How long an interval, an aftermath and a term are, with their jitter. */
  Duration WELL_OVER_AN_INTERVAL = Newsroom.WELL_OVER_AN_INTERVAL;

  /** The names that the test has been given. */
  Queue<String> FRESH = new ConcurrentLinkedQueue<>();

  /** Returns a driver of it. */
  Api api();

  /** Returns a community name that no other test has; what is called so ends with the test. */
  default String fresh() {
    String name = "c-" + UUID.randomUUID().toString().substring(0, 8);
    FRESH.add(name);
    return name;
  }

  /**
   * Deletes the communities of the test. They would be at work to the end otherwise, all at once
   * whenever a test lets time pass, and tell receivers of later tests of it.
   */
  @AfterEach
  default void endFresh() {
    for (String name = FRESH.poll(); name != null; name = FRESH.poll()) {
      Api.Reply reply = api().delete("/api/internal/community/" + name);
      assertThat(reply.status()).as(reply.text()).isIn(204, 404);
    }
  }

  /** Creates a community with {@code plugins}, the JSON text of the list, and speaks for it. */
  default Api community(String plugins) {
    return community(fresh(), plugins);
  }

  /** Creates the community {@code name} with {@code plugins}, and speaks for it. */
  default Api community(String name, String plugins) {
    Api.Reply reply = api().put("/api/internal/community/" + name, "{\"plugins\":" + plugins + "}");
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    return api().as(name);
  }

  /** Waits for what comes soon, though not at once. */
  default ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(50));
  }

  /**
   * Returns what {@code metric} shows.
   *
   * @param labels such as {@code result="kept"}
   */
  default double shown(Metric metric, String... labels) {
    return Shown.sum(api(), metric, labels);
  }

  /**
   * Looks at the gateway before something fails, to see that {@code signs} of it are there then.
   */
  default Watch watch(Sign... signs) {
    return Watch.of(api(), signs);
  }

  /** Moves the gateway's clock on. */
  default void pass(Duration time) {
    api().pass(time);
  }
}
