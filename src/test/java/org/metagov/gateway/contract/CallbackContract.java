package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.metagov.gateway.testing.FakeDriver.WELL;
import static org.metagov.gateway.testing.FakeDriver.once;
import static org.metagov.gateway.testing.FakeDriver.status;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.FakePolls.Mood;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** The callbacks of governance processes. */
public interface CallbackContract extends DriversUnderTest {
  /** How long the first one rests at least, from when its process was written down. */
  Duration REST = Duration.ofMillis(900);

  /** Begins a poll of a new community, whose callbacks go to {@code url}; returns its location. */
  private String poll(FakePolls platform, String url) {
    Reply reply = start(platform, url);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return reply.header("Location").orElseThrow();
  }

  private Reply start(FakePolls platform, String url) {
    String config = "{\"api_key\":\"k-4711\",\"server_url\":\"" + platform.url() + "\"}";
    Api community = community("[{\"name\":\"tally\",\"config\":" + config + "}]");
    return community.post(
        "/api/internal/process/tally.poll",
        "{\"title\":\"Shall we?\",\"callback_url\":\"" + url + "\"}");
  }

  private JsonObject check(String location) {
    Reply reply = api().post(location + "/check", null);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  /** To the platform at once, and to the driver later. */
  @Test
  default void aCallbackBelongsToWhatItsDriverHasAskedFor() {
    String id = "0af7651916cd43dd8448eb211c80319c";
    try (FakeDriver driver = new FakeDriver();
        FakePolls platform = new FakePolls()) {
      String config = "{\"api_key\":\"k-4711\",\"server_url\":\"" + platform.url() + "\"}";
      Reply started =
          community("[{\"name\":\"tally\",\"config\":" + config + "}]")
              .with("traceparent", "00-" + id + "-b7ad6b7169203331-00")
              .post(
                  "/api/internal/process/tally.poll",
                  "{\"title\":\"Shall we?\",\"callback_url\":\"" + driver.url("/cb") + "\"}");
      assertThat(started.status()).as(started.text()).isEqualTo(202);
      awaitCallbacks(driver, "/cb", 1);
      String ours = "00-" + id + "-(?!b7ad6b7169203331)[0-9a-f]{16}-00";
      assertThat(driver.messages("/cb").get(0).header("traceparent").orElseThrow()).matches(ours);
      assertThat(platform.requests())
          .anyMatch(request -> request.header("traceparent").orElse("").matches(ours));
    }
  }

  private List<JsonObject> awaitCallbacks(FakeDriver driver, String path, int count) {
    soon().until(() -> once(driver.messages(path)).size() >= count);
    List<JsonObject> bodies = once(driver.messages(path)).stream().map(Message::json).toList();
    assertThat(bodies).hasSize(count);
    return bodies;
  }

  @Test
  default void aDriverHearsOfEveryChangeAndOfNothingElse() {
    try (FakeDriver driver = new FakeDriver();
        FakePolls platform = new FakePolls()) {
      long asked = System.nanoTime();
      String location = poll(platform, driver.url("/cb?key=1"));
      long answered = System.nanoTime();
      JsonObject first = awaitCallbacks(driver, "/cb?key=1", 1).get(0);
      // An old driver has to know the process before it hears of it, and soon.
      long heard = driver.messages().get(0).at();
      assertThat(Duration.ofNanos(heard - asked)).isGreaterThanOrEqualTo(REST);
      assertThat(Duration.ofNanos(heard - answered)).isLessThan(Duration.ofSeconds(3));
      assertThat(first).isEqualTo(api().get(location).json());
      assertThat(first.getString("status")).isEqualTo("pending");
      check(location);
      check(location);
      platform.vote();
      JsonObject voted = check(location);
      assertThat(awaitCallbacks(driver, "/cb?key=1", 2).get(1)).isEqualTo(voted);
      platform.vote();
      platform.closeAll();
      JsonObject closed = check(location);
      assertThat(awaitCallbacks(driver, "/cb?key=1", 3).get(2)).isEqualTo(closed);
      assertThat(closed.getString("status")).isEqualTo("completed");
      assertThat(api().get(location).json()).isEqualTo(closed);
      assertThat(driver.messages()).hasSize(3);
      assertThat(driver.messages())
          .allSatisfy(
              callback -> {
                assertThat(callback.header("Content-Type")).hasValue("application/json");
                assertThat(callback.header("metagov-previous")).isEmpty();
              });
    }
  }

  @Test
  default void aCallbackThatFailsIsTriedAgainWithTheSameIdAndBeforeTheNext() {
    try (FakeDriver driver = new FakeDriver().feel("/cb", status(500));
        FakePolls platform = new FakePolls()) {
      String location = poll(platform, driver.url("/cb"));
      soon().until(() -> !driver.messages().isEmpty());
      platform.vote();
      check(location);
      api().delete(location);
      JsonObject lane = api().get(location + "/callbacks").json();
      assertThat(lane.getInt("waiting")).isEqualTo(3);
      assertThat(lane.getString("state")).isEqualTo("blocked");
      driver.feel("/cb", WELL);
      assertThat(api().post(location + "/callbacks/wake", null).status()).isEqualTo(200);
      List<JsonObject> bodies = awaitCallbacks(driver, "/cb", 3);
      assertThat(driver.messages()).hasSize(4);
      assertThat(driver.messages().get(0).id()).isEqualTo(driver.messages().get(1).id());
      assertThat(driver.messages().get(0).body()).isEqualTo(driver.messages().get(1).body());
      assertThat(bodies.get(2)).isEqualTo(api().get(location).json());
      soon()
          .until(
              () ->
                  api()
                      .get(location + "/callbacks/deliveries?state=delivered&order=newest")
                      .json()
                      .getJsonArray("deliveries")
                      .getValuesAs(JsonObject.class)
                      .stream()
                      .map(one -> one.getInt("sequence"))
                      .toList()
                      .equals(List.of(3, 2, 1)));
      assertThat(api().get(location + "/callbacks/deliveries?state=lost").status()).isEqualTo(400);
      api().post(location + "/callbacks/replay", "{\"from\":2}");
      soon().until(() -> driver.messages().size() == 5);
      assertThat(driver.messages().get(4).json()).isEqualTo(bodies.get(1));
      assertThat(driver.messages().get(4).header("metagov-replay")).hasValue("true");
    }
  }

  @Test
  default void disablingThePluginIsTheLastThingADriverHears() {
    try (FakeDriver driver = new FakeDriver();
        FakePolls platform = new FakePolls()) {
      String location = poll(platform, driver.url("/cb"));
      awaitCallbacks(driver, "/cb", 1);
      String community = api().get(location).json().getString("community");
      assertThat(api().put("/api/internal/community/" + community, "{\"plugins\":[]}").status())
          .isEqualTo(200);
      JsonObject last = awaitCallbacks(driver, "/cb", 2).get(1);
      assertThat(last.getString("status")).isEqualTo("completed");
      assertThat(last.getJsonObject("errors")).containsKey("disabled");
      assertThat(last.getJsonObject("outcome")).isNotEmpty();
      assertThat(api().get(location).status()).isEqualTo(404);
      assertThat(api().get(location + "/callbacks").json().getInt("waiting")).isZero();
    }
  }

  @Test
  default void aDriverHearsOfAStartThatLeftNothing() {
    try (FakeDriver driver = new FakeDriver();
        FakePolls platform = new FakePolls()) {
      platform.feel(Mood.DEAD);
      Reply cutOff = start(platform, driver.url("/cb"));
      assertThat(cutOff.status()).isEqualTo(504);
      platform.feel(Mood.WELL);
      pass(WELL_OVER_AN_INTERVAL);
      JsonObject end = awaitCallbacks(driver, "/cb", 1).get(0);
      assertThat(end.getJsonObject("errors")).containsKey("start_unknown");
      assertThat(end.getString("status")).isEqualTo("completed");
      assertThat(end).isEqualTo(api().get(cutOff.header("Location").orElseThrow()).json());
    }
  }

  @Test
  default void a410StopsTheCallbacksOfThisProcessOnly() {
    try (FakeDriver driver = new FakeDriver().feel("/gone", status(410));
        FakePolls platform = new FakePolls()) {
      Watch watch = watch(Sign.CALLBACKS_GONE);
      String gone = poll(platform, driver.url("/gone"));
      String other = poll(platform, driver.url("/other"));
      soon()
          .until(
              () ->
                  driver.messages("/gone").size() == 1
                      && api().get(gone + "/callbacks").json().getString("state").equals("gone"));
      watch.assertTold();
      driver.feel("/gone", WELL);
      platform.vote();
      check(gone);
      check(other);
      awaitCallbacks(driver, "/other", 2);
      assertThat(driver.messages("/gone")).hasSize(1);
      assertThat(api().post(gone + "/callbacks/resume", null).status()).isEqualTo(200);
      awaitCallbacks(driver, "/gone", 2);
      assertThat(driver.messages("/gone")).hasSize(3);
      api().post(gone + "/callbacks/pause", null);
      check(gone);
      api().delete(gone);
      api().delete(other);
      awaitCallbacks(driver, "/other", 3);
      assertThat(driver.messages("/gone")).hasSize(3);
      assertThat(api().get(gone + "/callbacks").json().getString("state")).isEqualTo("paused");
    }
  }

  @Test
  default void aCallbackToADeadPortDisturbsNobody() {
    try (FakeDriver driver = new FakeDriver();
        FakeDriver dead = new FakeDriver();
        FakePolls platform = new FakePolls()) {
      dead.leave();
      String lost = poll(platform, dead.url("/cb?key=s3cret"));
      poll(platform, driver.url("/cb"));
      awaitCallbacks(driver, "/cb", 1);
      soon().until(() -> !api().get(lost + "/callbacks").json().isNull("down"));
      String seen = api().get(lost + "/callbacks").text();
      assertThat(seen).contains("Cannot connect to 127.0.0.1").doesNotContain("s3cret");
      assertThat(api().get(lost).json().getString("status")).isEqualTo("pending");
      assertThat(api().get(lost.replace("tally.poll", "tally.watch") + "/callbacks").status())
          .isEqualTo(404);
      dead.comeBack();
      pass(Duration.ofSeconds(10));
      awaitCallbacks(dead, "/cb?key=s3cret", 1);
    }
  }

  @Test
  default void aCallbackThatCannotBeSentIsRefusedAtOnce() {
    try (FakePolls platform = new FakePolls()) {
      for (String url :
          List.of(
              "http://" + "a.".repeat(200) + "example/",
              "http://a.example:99999/",
              "http:///nowhere",
              "mailto:a@a.example",
              "http://a.example/ b")) {
        Reply refused = start(platform, url);
        assertThat(refused.status()).as(url).isEqualTo(400);
        assertThat(refused.text()).contains("/callback_url");
      }
      assertThat(platform.count()).isZero();
    }
  }
}
