package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.metagov.gateway.fakes.discord.FakeDiscord;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;

/** The newest vote on a platform, in which many people take part, and what it has to come to. */
final class CrowdVote {
  static final List<String> OPTIONS = List.of("tea", "coffee", "water");

  private static final String CHOICE =
      "{\"title\":\"What to drink?\",\"poll_type\":\"choice\",\"channel\":\"%s\","
          + "\"options\":[\"tea\",\"coffee\",\"water\"]%s}";

  private static final int OK = 200;
  private static final int BUSY = 503;

  /** Nobody clicks longer than this; of three clicks one may be lost. */
  private static final int MOST_CLICKS = 30;

  private final FakePlatform platform;
  private final Booth booth;
  private final Api api;
  private final String location;
  private final int before;
  private final Map<String, String> cast = new ConcurrentHashMap<>();

  /** How somebody votes on a platform. */
  @FunctionalInterface
  private interface Booth {
    /** Returns 200 where the vote was taken; else they try again. */
    int vote(String user, String option);
  }

  private CrowdVote(FakePlatform platform, Booth booth, Api api, String location) {
    this.platform = platform;
    this.booth = booth;
    this.api = api;
    this.location = location;
    before = platform.deliveries().size();
  }

  /**
   * Starts one in {@code community}, in a message; {@code more} is JSON text of more parameters.
   * Slack shows whoever clicks that it was not taken, and does not try again.
   */
  static CrowdVote onSlack(FakeSlack slack, Api api, String community, String more) {
    return new CrowdVote(
        slack,
        (user, option) -> slack.act(user, "cast_vote", option),
        api,
        started(api.as(community), "slack.emoji-vote", CHOICE.formatted(FakeSlack.CHANNEL, more)));
  }

  /** As above; users are numbers. */
  static CrowdVote onDiscord(FakeDiscord discord, Api api, String community, String more) {
    return new CrowdVote(
        discord,
        (user, option) -> discord.vote(user, OPTIONS.indexOf(option)).isPresent() ? OK : 0,
        api,
        started(api.as(community), "discord.vote", CHOICE.formatted(FakeDiscord.CHANNEL, more)));
  }

  /** Starts one by comments: what people have written stands there, whoever hears of it. */
  static CrowdVote onGitHub(FakeGitHub github, Api api, String community, String more) {
    return new CrowdVote(
        github,
        (user, option) -> {
          github.comment(user, "I say ^^^^" + option + "^^^^.");
          return OK;
        },
        api,
        started(
            api.as(community),
            "github.issue-comment-vote",
            ("{\"repo_name\":\"%s\",\"question\":\"What to drink?\","
                    + "\"options\":[\"tea\",\"coffee\",\"water\"]%s}")
                .formatted(FakeGitHub.REPOSITORY, more)));
  }

  String location() {
    return location;
  }

  /** Somebody votes until it is taken. */
  void click(String user, String option) {
    taken(() -> booth.vote(user, option));
    cast.put(user, option);
  }

  /** Somebody tries to, once; returns whether it was taken. */
  boolean isTaken(String user, String option) {
    return booth.vote(user, option) == OK;
  }

  /** The platform sends a webhook again that was taken. */
  void again(Delivery delivery) {
    taken(() -> platform.redeliver(delivery));
  }

  /**
   * Ten people vote at once, those from {@code first} on; of their webhooks 30% are lost, and of
   * the others some come twice.
   */
  void overLosses(int first) {
    platform.drop(0.3, 1);
    Parallel.run(
        10,
        i -> {
          click(String.valueOf(1_000 + first + i), OPTIONS.get((first + i) % OPTIONS.size()));
          return i;
        });
    List<Delivery> taken =
        platform.deliveries().stream()
            .skip(before)
            .filter(delivery -> delivery.status() == OK)
            .toList();
    IntStream.range(0, taken.size())
        .filter(i -> i % 3 == 0)
        .mapToObj(taken::get)
        .forEach(this::again);
    platform.drop(0, 1);
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

  /** It ends by itself, {@code patience} later at most, and all that was taken before counts. */
  void awaitEnd(Duration patience) {
    Awaitility.await()
        .atMost(patience)
        .until(() -> api.get(location).json().getString("status").equals("completed"));
    assertThat(counted()).isEqualTo(expected());
  }

  /** Returns what was answered to its webhooks so far; 0: nothing. */
  List<Integer> answers() {
    return platform.deliveries().stream().skip(before).map(Delivery::status).distinct().toList();
  }
}
