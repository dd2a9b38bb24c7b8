package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;

/** A vote in the newest message of a workspace, and what it has to come to. */
final class SlackVote {
  static final List<String> OPTIONS = List.of("tea", "coffee", "water");

  private static final int OK = 200;
  private static final int BUSY = 503;

  /** Nobody clicks longer than this; of three clicks one may be lost. */
  private static final int MOST_CLICKS = 30;

  private final FakeSlack slack;
  private final Api api;
  private final String location;
  private final Map<String, String> cast = new ConcurrentHashMap<>();

  /** Starts a vote in {@code community}; {@code more} is JSON text of more parameters. */
  SlackVote(FakeSlack slack, Api api, String community, String more) {
    this.slack = slack;
    this.api = api;
    location =
        started(
            api.as(community),
            "slack.emoji-vote",
            ("{\"title\":\"What to drink?\",\"poll_type\":\"choice\",\"channel\":\"%s\","
                    + "\"options\":[\"tea\",\"coffee\",\"water\"]%s}")
                .formatted(FakeSlack.CHANNEL, more));
  }

  String location() {
    return location;
  }

  /** Somebody clicks until Slack shows no more that it was not taken: it does not try again. */
  void click(String user, String option) {
    taken(() -> slack.act(user, "cast_vote", option));
    cast.put(user, option);
  }

  /** Slack sends a webhook again that was taken. */
  void again(Delivery delivery) {
    taken(() -> slack.redeliver(delivery));
  }

  /** Starts {@code process} with {@code parameters}; returns where it is. */
  static String started(Api api, String process, String parameters) {
    Reply started = api.post("/api/internal/process/" + process, parameters);
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    return started.header("Location").orElseThrow();
  }

  /** Sends until it is taken. */
  static void taken(IntSupplier sending) {
    int status = 0;
    for (int tries = 0; tries < MOST_CLICKS && status != OK; tries++) {
      status = sending.getAsInt();
    }
    assertThat(status).isEqualTo(OK);
  }

  /** Returns how many have to have each option. */
  Map<String, Integer> expected() {
    Map<String, Integer> expected = new TreeMap<>();
    OPTIONS.forEach(option -> expected.put(option, 0));
    cast.values().forEach(option -> expected.merge(option, 1, Integer::sum));
    return expected;
  }

  /** Returns how many have each option by now. */
  Map<String, Integer> counted() {
    return counted(api.get(location).json());
  }

  private static Map<String, Integer> counted(JsonObject process) {
    Map<String, Integer> counted = new TreeMap<>();
    process
        .getJsonObject("outcome")
        .getJsonObject("votes")
        .forEach((option, votes) -> counted.put(option, votes.asJsonObject().getInt("count")));
    return counted;
  }

  /** A driver closes it; all that was taken before counts, each person once. */
  JsonObject close() {
    Reply closed = api.delete(location);
    for (int tries = 0; tries < MOST_CLICKS && closed.status() == BUSY; tries++) {
      closed = api.delete(location);
    }
    assertThat(closed.status()).as(closed.text()).isEqualTo(OK);
    JsonObject process = closed.json();
    assertThat(process.getString("status")).isEqualTo("completed");
    assertThat(counted(process)).isEqualTo(expected());
    assertThat(api.get(location).json().get("outcome")).isEqualTo(process.get("outcome"));
    return process;
  }
}
