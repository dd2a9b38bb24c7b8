package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.example.harness.faults.Moment;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/**
 * What it takes to abandon work in the middle. The WAR under test has fault points {@code
 * <bean>.<method>}. A unit of work, which a fault is meant for, is {@code <method> <path>
 * <community>} of a request, and {@code <bean>.<method> <arguments>} of the outermost call of a
 * thread of the gateway's own; it is given as a pattern.
 */
interface FaultsUnderTest extends ProcessesUnderTest {
  /** Longer than the lease of whoever was abandoned, and shorter than an interval. */
  Duration WELL_OVER_A_LEASE = Duration.ofMinutes(2);

  /** Arms a fault for the {@code reach}-th time that {@code unit} comes to {@code point}. */
  default void arm(String point, Moment moment, String unit, int reach) {
    arm(point, moment, unit, "&reach=" + reach);
  }

  private void arm(String point, Moment moment, String unit, String more) {
    String query =
        "?point=%s&moment=%s&unit=%s"
            .formatted(point, moment, URLEncoder.encode(unit, StandardCharsets.UTF_8));
    assertThat(api().send("POST", "/test/faults" + query + more, null).status()).isEqualTo(204);
  }

  /** Sends a request, the work {@code unit}, and does {@code meanwhile} when it is at a point. */
  default Reply meanwhile(
      String point, Moment moment, String unit, Supplier<Reply> request, Runnable meanwhile) {
    arm(point, moment, unit, "&hold=true");
    return Parallel.run(
            2,
            i -> {
              if (i == 0) {
                return request.get();
              }
              soon().until(this::hasFired);
              meanwhile.run();
              return api().delete("/test/faults");
            })
        .get(0);
  }

  /** Returns whether the last fault that was armed has come. */
  default boolean hasFired() {
    return api().get("/test/faults").json().getBoolean("fired");
  }

  /** Sends a request, the work {@code unit}, that is abandoned at {@code point}. */
  default void abandon(String point, Moment moment, String unit, Supplier<Reply> request) {
    Watch watch = watch(Sign.REQUEST_ABANDONED);
    arm(point, moment, unit, 1);
    Reply reply = request.get();
    assertThat(hasFired()).as(unit + " has come to " + point).isTrue();
    assertThat(reply.status()).as(reply.text()).isGreaterThanOrEqualTo(500);
    watch.assertTold();
  }

  /** Lets {@code time} pass until the gateway by itself does {@code unit}, which is abandoned. */
  default void abandonInPassing(String point, Moment moment, String unit, Duration time) {
    Watch watch = watch(Sign.WORK_ABANDONED);
    arm(point, moment, unit, 1);
    pass(time);
    soon().until(this::hasFired);
    watch.assertTold();
  }

  /** Lets {@code time} pass until the gateway looks at a process, and is abandoned. */
  default void abandonLook(String point, Moment moment, String location, Duration time) {
    abandonInPassing(point, moment, look(location), time);
  }

  /** Returns the unit of work in which the gateway by itself looks at a process. */
  default String look(String location) {
    return "Claims.work governance_process/" + id(location) + " .*";
  }

  /** Asks for a check. */
  default Reply check(String location) {
    return api().post(location + "/check", null);
  }

  /** Returns the votes in the outcome of a poll. */
  default int votes(String location) {
    return seen(location).getJsonObject("outcome").getJsonObject("votes").getInt("yes");
  }

  /** Returns the processes of {@code community}. */
  default JsonArray processes(String community) {
    return api()
        .get("/api/internal/process?community=" + community)
        .json()
        .getJsonArray("processes");
  }

  /** Sees that a process has ended, and that nothing changes that any more. */
  default void assertFinal(String location) {
    JsonObject end = seen(location);
    assertThat(end.getString("status")).isEqualTo("completed");
    assertThat(end.isNull("next_check_at")).isTrue();
    assertThat(check(location).json()).isEqualTo(end);
    assertThat(api().delete(location).status()).isEqualTo(400);
    assertThat(api().post(location + "/complete", null).status()).isEqualTo(400);
    assertThat(seen(location)).isEqualTo(end);
  }
}
