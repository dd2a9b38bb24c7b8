package org.metagov.gateway.fakes.discourse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/** The fake refuses what Discourse refuses. */
class FakeDiscourseTest {
  private static final String BODY = "a body of more than twenty characters";
  private static final String TOPIC =
      "{\"title\":\"A title that is long enough\",\"raw\":\"%s\",\"category\":1}".formatted(BODY);
  private static final String POLL =
      "{\"title\":\"A title that is long enough\",\"raw\":\"[poll type=regular%s]\\n# Tea?\\n* yes\\n"
          + "* no\\n\\n[/poll]\"}";

  private final FakeDiscourse forum = new FakeDiscourse();
  private final Api stranger = Api.at(URI.create(forum.url())).with("Accept", "application/json");
  private final Api bot = stranger.with("Api-Key", FakeDiscourse.KEY);
  private final Api all = stranger.with("Api-Key", FakeDiscourse.KEY_FOR_ALL);

  @AfterEach
  void close() {
    forum.close();
  }

  @Test
  void aKeyActsForItsUserAndForNobodyElse() {
    assertThat(bot.post("/posts.json", TOPIC).json().getString("username")).isEqualTo("bot");
    assertThat(bot.with("Api-Username", "Bot").get("/posts/32.json").status()).isEqualTo(200);
    assertRefused(bot.with("Api-Username", "alice").get("/posts/32.json"), 403, "invalid_access");
    assertRefused(stranger.with("Api-Key", "guessed").get("/posts/32.json"), 403, "invalid_access");
    assertRefused(stranger.get("/posts/32.json"), 403, "not_logged_in");
    assertThat(stranger.get("/about.json").status()).isEqualTo(200);
  }

  @Test
  void aKeyForAllUsersNeedsOne() {
    assertRefused(all.post("/posts.json", TOPIC), 403, "invalid_access");
    assertRefused(
        all.with("Api-Username", "nobody").post("/posts.json", TOPIC), 403, "invalid_access");
    assertThat(
            all.with("Api-Username", "alice")
                .post("/posts.json", TOPIC)
                .json()
                .getString("username"))
        .isEqualTo("alice");
  }

  @Test
  void aKeyMayBeLimited() {
    Api reader = stranger.with("Api-Key", FakeDiscourse.READING_KEY);
    assertThat(reader.get("/session/current.json").status()).isEqualTo(200);
    assertRefused(reader.post("/posts.json", TOPIC), 403, "invalid_access");
    Api writer = stranger.with("Api-Key", FakeDiscourse.POSTING_KEY);
    assertRefused(writer.get("/session/current.json"), 403, "invalid_access");
    assertRefused(writer.post("/posts.json", "{}"), 422, null);
    assertThat(writer.post("/posts.json", TOPIC).status()).isEqualTo(200);
  }

  @Test
  void aWarningIsATextAndNoTruth() {
    String message =
        "{\"title\":\"Hush\",\"raw\":\"%s\",\"archetype\":\"private_message\","
            + "\"target_recipients\":\"alice\",\"is_warning\":%s}";
    Api member = stranger.with("Api-Key", FakeDiscourse.MEMBER_KEY);
    assertThat(forum.isWarning(topic(bot, message.formatted(BODY, "true")))).isFalse();
    assertThat(forum.isWarning(topic(bot, message.formatted(BODY, "\"true\"")))).isTrue();
    assertThat(forum.isWarning(topic(member, message.formatted(BODY, "\"true\"")))).isFalse();
  }

  @Test
  void aLargeTopicListsNoPosts() {
    long topic = topic(bot, TOPIC);
    for (int i = 0; i < 25; i++) {
      forum.reply("bob", topic, BODY + ", number " + i);
    }
    forum.enlarge(topic);
    JsonObject stream = bot.get("/t/" + topic + ".json").json().getJsonObject("post_stream");
    assertThat(stream).containsKeys("isMegaTopic", "lastId").doesNotContainKey("stream");
    String before = "/t/" + topic + "/posts.json?include_raw=true&asc=false&post_number=26";
    assertThat(bot.get(before).json().getJsonObject("post_stream").getJsonArray("posts"))
        .hasSize(20)
        .first()
        .satisfies(post -> assertThat(post.asJsonObject().getInt("post_number")).isEqualTo(25));
  }

  @Test
  void aRankedChoiceIsCountedInRounds() {
    String poll = POLL.formatted("").replace("regular", "ranked_choice");
    long post = bot.post("/posts.json", poll).json().getInt("id");
    assertThat(ranked(post).get("ranked_choice_outcome")).isEqualTo(JsonValue.NULL);
    forum.vote("alice", post, 0, 1);
    JsonObject outcome = ranked(post).getJsonObject("ranked_choice_outcome");
    assertThat(outcome.getJsonObject("winning_candidate").getString("html")).isEqualTo("yes");
    assertRefused(bot.post("/posts.json", poll.replace("ranked_choice", "ranked")), 422, null);
  }

  private JsonObject ranked(long post) {
    return bot.get("/posts/" + post + ".json").json().getJsonArray("polls").getJsonObject(0);
  }

  private static long topic(Api who, String body) {
    return who.post("/posts.json", body).json().getInt("topic_id");
  }

  @Test
  void theAdminsPagesAreNotThereForOthers() {
    String page = "/admin/users/list/active.json?page=1";
    assertRefused(all.with("Api-Username", "alice").get(page), 404, "not_found");
    assertRefused(stranger.with("Api-Key", "guessed").get(page), 404, "not_found");
    assertRefused(all.get(page), 404, "not_found");
    assertThat(JsonText.parse(bot.get(page).text()).asJsonArray()).hasSize(4);
    assertThat(bot.get("/admin/users/list/active.json?page=2").text()).isEqualTo("[]");
    assertThat(bot.get("/admin/users/3.json").json().getString("username")).isEqualTo("alice");
    assertRefused(bot.get("/admin/users/99.json"), 404, "not_found");
  }

  @Test
  void aPostIsFlatAndHasWhatItNeeds() {
    assertRefused(bot.post("/posts.json", "{\"post\":" + TOPIC + "}"), 422, null);
    assertRefused(bot.post("/posts.json", "{\"raw\":\"" + BODY + "\"}"), 422, null);
    assertRefused(
        bot.post("/posts.json", "{\"title\":\"short\",\"raw\":\"" + BODY + "\"}"), 422, null);
    assertRefused(
        bot.post("/posts.json", "{\"title\":\"A title that is long enough\"}"), 422, null);
    assertRefused(bot.post("/posts.json", "{\"topic_id\":99,\"raw\":\"" + BODY + "\"}"), 422, null);
    assertRefused(
        bot.post(
            "/posts.json",
            "{\"title\":\"For you\",\"raw\":\"%s\",\"archetype\":\"private_message\"}"
                .formatted(BODY)),
        422,
        null);
    assertThat(forum.count()).isZero();
    JsonObject post = bot.post("/posts.json", TOPIC).json();
    assertThat(post).containsKeys("id", "topic_id", "topic_slug", "post_number", "raw");
  }

  @Test
  void aFormIsAsGoodAsJson() {
    Api form = bot.with("Content-Type", "application/x-www-form-urlencoded");
    assertThat(form.post("/posts.json", "title=A+title+that+is+long+enough&raw=" + BODY).status())
        .isEqualTo(200);
  }

  @Test
  void theSamePostTwiceIsOne() {
    int first = bot.post("/posts.json", TOPIC).json().getInt("id");
    assertThat(bot.post("/posts.json", TOPIC).json().getInt("id")).isEqualTo(first);
    assertThat(forum.count()).isEqualTo(1);
  }

  @Test
  void anExternalIdIsTakenOnceAndLeadsToItsTopic() {
    String named = TOPIC.replace("}", ",\"external_id\":\"key-1\"}");
    JsonObject post = bot.post("/posts.json", named).json();
    assertRefused(bot.post("/posts.json", named.replace("A title", "Another title")), 422, null);
    assertRefused(bot.post("/posts.json", named.replace("key-1", "not an id")), 422, null);
    assertRefused(bot.post("/posts.json", named.replace("key-1", "k".repeat(51))), 422, null);
    assertRefused(bot.get("/t/external_id/key-2.json"), 404, "not_found");
    Api.Reply found = bot.get("/t/external_id/key-1.json");
    assertThat(found.status()).isEqualTo(301);
    String path = URI.create(found.header("Location").orElseThrow()).getPath();
    JsonObject topic = bot.get(path).json();
    assertThat(topic.getInt("id")).isEqualTo(post.getInt("topic_id"));
    assertThat(topic.getJsonObject("post_stream").getJsonArray("stream")).hasSize(1);
  }

  @Test
  void whatPostsSayIsShownToThoseWhoAskForIt() {
    int topic = bot.post("/posts.json", TOPIC).json().getInt("topic_id");
    long post = forum.reply("alice", topic, "here is what I think of it");
    String path = "/t/" + topic + "/posts.json?post_ids[]=" + post;
    assertThat(posts(bot.get(path.replace("[]", "%5B%5D"))))
        .doesNotContain("what I think of it\",\"");
    assertThat(posts(bot.get(path.replace("[]", "%5B%5D") + "&include_raw=true")))
        .contains("\"raw\":\"here is what I think of it\"");
  }

  @Test
  void whatIsDeletedIsThereForAdminsAndCanBeRecovered() {
    JsonObject post = bot.post("/posts.json", TOPIC).json();
    String path = "/posts/" + post.getInt("id");
    Api alice = all.with("Api-Username", "alice");
    assertRefused(alice.delete(path + ".json"), 403, "invalid_access");
    Api.Reply deleted = bot.delete(path + ".json");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).isEmpty();
    assertRefused(alice.get(path + ".json"), 404, "not_found");
    assertThat(bot.get(path + ".json").json().getString("deleted_at")).isNotEmpty();
    assertThat(bot.put(path + "/recover", null).json().isNull("deleted_at")).isTrue();
    assertRefused(bot.delete("/posts/99.json"), 404, "not_found");
  }

  @Test
  void topicsAreDeletedAndRecovered() {
    int topic = bot.post("/posts.json", TOPIC).json().getInt("topic_id");
    assertRefused(bot.delete("/t/99.json"), 422, null);
    assertThat(bot.delete("/t/" + topic + ".json").status()).isEqualTo(200);
    assertRefused(bot.get("/t/" + topic + ".json"), 404, "not_found");
    assertRefused(bot.delete("/t/" + topic + ".json"), 422, null);
    assertThat(bot.put("/t/" + topic + "/recover", null).status()).isEqualTo(200);
    assertThat(bot.get("/t/" + topic + ".json").status()).isEqualTo(200);
    assertRefused(bot.put("/t/99/recover", null), 403, "invalid_access");
  }

  @Test
  void onlyTheWordTrueLocks() {
    int post = bot.post("/posts.json", TOPIC).json().getInt("id");
    Api form = bot.with("Content-Type", "application/x-www-form-urlencoded");
    String path = "/posts/" + post + "/locked.json";
    assertThat(form.put(path, "locked=true").json().getBoolean("locked")).isTrue();
    assertThat(form.put(path, "locked=1").json().getBoolean("locked")).isFalse();
  }

  @Test
  void withoutAWordForJsonThereIsAWebPage() {
    Api browser = Api.at(URI.create(forum.url())).with("Api-Key", FakeDiscourse.KEY);
    assertThat(browser.get("/t/1").text()).startsWith("<!DOCTYPE html>");
  }

  @Test
  void aPollIsInItsPostAndIsClosedByName() {
    JsonObject post = bot.post("/posts.json", POLL.formatted("")).json();
    JsonObject poll = post.getJsonArray("polls").getJsonObject(0);
    assertThat(poll.getString("status")).isEqualTo("open");
    assertThat(poll.getJsonArray("options").getJsonObject(0).getInt("votes")).isZero();
    forum.vote("alice", post.getInt("id"), 1);
    forum.vote("alice", post.getInt("id"), 0);
    Api form = bot.with("Content-Type", "application/x-www-form-urlencoded");
    String toggle = "/polls/toggle_status";
    assertRefused(form.put(toggle, "poll_name=poll&status=closed"), 400, "invalid_parameters");
    assertRefused(form.put(toggle, "post_id=" + post.getInt("id")), 400, "invalid_parameters");
    String named = "post_id=%d&poll_name=%s&status=closed";
    assertRefused(form.put(toggle, named.formatted(post.getInt("id"), "tea")), 422, null);
    JsonObject closed =
        form.put(toggle, named.formatted(post.getInt("id"), "poll")).json().getJsonObject("poll");
    assertThat(closed.getString("status")).isEqualTo("closed");
    assertThat(closed.getJsonArray("options").toString())
        .contains("\"html\":\"yes\",\"votes\":1", "\"html\":\"no\",\"votes\":0");
    assertThatIllegalArgumentException().isThrownBy(() -> forum.vote("bob", post.getInt("id"), 0));
  }

  @Test
  void aPollNeedsTwoDifferentOptions() {
    assertRefused(bot.post("/posts.json", POLL.formatted("").replace("* no", "* yes")), 422, null);
    assertRefused(bot.post("/posts.json", POLL.formatted("").replace("\\n* no", "")), 422, null);
    assertThat(forum.count()).isZero();
  }

  @Test
  void resultsAreHiddenUntilTheyAreToBeSeen() {
    JsonObject post = bot.post("/posts.json", POLL.formatted(" results=on_close")).json();
    long id = post.getInt("id");
    forum.vote("alice", id, 0);
    assertThat(bot.get("/posts/" + id + ".json").text()).doesNotContain("\"votes\"");
    forum.close(id, true);
    assertThat(bot.get("/posts/" + id + ".json").text()).contains("\"votes\":1");
  }

  @Test
  void aPollClosesAtItsTime() {
    long id = bot.post("/posts.json", POLL.formatted(" close=2026-04-22")).json().getInt("id");
    forum.reach(Instant.parse("2026-04-21T23:59:59Z"));
    assertThat(bot.get("/posts/" + id + ".json").text())
        .contains("\"close\":\"2026-04-22T00:00:00.000Z\"", "\"status\":\"open\"");
    forum.reach(Instant.parse("2026-04-22T00:00:00Z"));
    assertThat(bot.get("/posts/" + id + ".json").text()).contains("\"status\":\"closed\"");
  }

  @Test
  void whoIsWatchedIsPutIntoTheQueue() {
    forum.watch("alice");
    JsonObject answer = all.with("Api-Username", "alice").post("/posts.json", TOPIC).json();
    assertThat(answer.getString("action")).isEqualTo("enqueued");
    assertThat(answer).doesNotContainKey("id");
    assertThat(forum.count()).isZero();
  }

  @Test
  void webhooksAreSignedAsDiscourseSignsThem() {
    FakeHooks hooks = new FakeHooks("my_lovely_secret_for_web_hook");
    hooks.register("https://gateway.example.org");
    FakeHooks.Letter ping =
        hooks.write(hooks.all().get(0), forum.url(), "ping", "ping", JsonText.string("OK"));
    assertThat(ping.body()).isEqualTo("{\"ping\":\"OK\"}");
    assertThat(ping.headers())
        .containsEntry(
            "X-Discourse-Event-Signature",
            "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6");
  }

  @Test
  void webhooksTellWhatPeopleDo() {
    try (FakeServer receiver = new FakeServer()) {
      receiver.answer("/", 200, "");
      forum.hook(receiver.url("/hook"));
      long topic = forum.open("alice", "The shed is on fire again", BODY, "shed");
      forum.reply("bob", topic, "again? who was it this time");
      forum.fill("bob", "1", "carpenter");
      forum.saveProfile("bob");
      assertThat(receiver.requests())
          .extracting(request -> request.header("X-Discourse-Event").orElseThrow())
          .containsExactly("topic_created", "post_created", "post_created", "user_updated");
      assertThat(receiver.requests().get(0).header("X-Discourse-Instance")).contains(forum.url());
      assertThat(receiver.requests().get(3).body())
          .startsWith("{\"user\":{")
          .contains("\"user_fields\":{\"1\":\"carpenter\"}");
    }
  }

  @Test
  void theControlApiDoesWhatThePeopleDo() {
    Api control = Api.at(URI.create(forum.url()));
    long id = bot.post("/posts.json", POLL.formatted("")).json().getInt("id");
    String vote = "{\"username\":\"bob\",\"post\":%d,\"option\":1}".formatted(id);
    assertThat(control.post("/control/vote", vote).status()).isEqualTo(200);
    assertThat(control.post("/control/close", "{\"post\":" + id + "}").status()).isEqualTo(200);
    assertThat(bot.get("/posts/" + id + ".json").text()).contains("\"votes\":1", "\"closed\"");
    assertThat(control.post("/control/dance", "{}").status()).isEqualTo(400);
  }

  @Test
  void aBusyForumSaysForHowLong() {
    forum.feel(FakePlatform.Mood.BUSY);
    Api.Reply busy = bot.get("/posts/1.json");
    assertThat(busy.status()).isEqualTo(429);
    assertThat(busy.header("Retry-After")).contains("7");
    assertThat(busy.json().getString("error_type")).isEqualTo("rate_limit");
  }

  private static String posts(Api.Reply reply) {
    return reply.json().getJsonObject("post_stream").getJsonArray("posts").toString();
  }

  private static void assertRefused(Api.Reply reply, int status, String type) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.json().getJsonArray("errors")).isNotEmpty();
    if (type != null) {
      assertThat(reply.json().getString("error_type")).isEqualTo(type);
    }
  }
}
