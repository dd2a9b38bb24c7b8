package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;

/** What drivers do with governance processes. */
interface ProcessesUnderTest extends GatewayUnderTest {
  String POLL = "/api/internal/process/tally.poll";
  String VOTE = "/api/internal/process/randomness.delayed-stochastic-vote";

  /** Returns a driver of a new community that votes. */
  default Api voters() {
    return community(
        "[{\"name\":\"randomness\",\"config\":{\"default_low\":0,\"default_high\":1}}]");
  }

  /** Returns a driver of a new community with polls on {@code platform}. */
  default Api pollsters(FakePolls platform) {
    return pollsters(fresh(), platform);
  }

  /** Returns a driver of the new community {@code name} with polls on {@code platform}. */
  default Api pollsters(String name, FakePolls platform) {
    return community(
        name,
        "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\",\"server_url\":\"%s\"}}]"
            .formatted(platform.url()));
  }

  /** Starts a vote of {@code delay} minutes; returns its location. */
  default String vote(Api driver, int delay) {
    return started(
        driver.post(VOTE, "{\"options\":[\"a\",\"b\",\"c\"],\"delay\":%d}".formatted(delay)));
  }

  /** Starts a poll; returns its location. */
  default String poll(Api driver) {
    return started(driver.post(POLL, "{\"title\":\"Shall we?\"}"));
  }

  /** Returns the location of what was started. */
  default String started(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    assertThat(reply.text()).isEmpty();
    String location = reply.header("Location").orElseThrow();
    assertThat(location).startsWith("/api/internal/process/");
    return location;
  }

  /** Returns the id of the process at {@code location}. */
  default String id(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Returns the process at {@code location}. */
  default JsonObject seen(String location) {
    return api().get(location).json();
  }

  /** Awaits that the process at {@code location} comes to {@code status}. */
  default void awaitStatus(String location, String status) {
    soon().until(() -> seen(location).getString("status").equals(status));
  }
}
