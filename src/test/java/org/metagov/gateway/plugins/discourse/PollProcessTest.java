package org.metagov.gateway.plugins.discourse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.testing.FakeInstance;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

class PollProcessTest {
  private static final String KEY = "0b0d9b9e-6b1c-4a52-9f53-5f7f6f0c2d11";
  private static final String QUESTION =
      "{\"title\":\"Who has burnt the shed?\",\"options\":[\"Bob & <co>\",\"nobody\"]%s}";

  private final FakeDiscourse forum = new FakeDiscourse();
  private PluginUnderTest plugin;

  @BeforeEach
  void enable() {
    plugin = new PluginUnderTest(new Discourse(), config(), Optional.empty());
    plugin.initialize();
  }

  @AfterEach
  void close() {
    plugin.close();
    forum.close();
  }

  @Test
  void aPollHasATopicOfItsOwn() {
    Running poll = plugin.start("poll", question(",\"category\":4"), KEY);
    JsonObject sent = json(last("POST").body());
    assertThat(sent.getString("title")).isEqualTo("Who has burnt the shed?");
    assertThat(sent.getString("external_id")).isEqualTo(KEY);
    assertThat(sent.getInt("category")).isEqualTo(4);
    assertThat(poll.url()).hasValueSatisfying(url -> assertThat(url).startsWith(forum.url()));
    assertThat(poll.outcome().getString("poll_url")).isEqualTo(poll.url().orElseThrow());
    assertThat(poll.outcome().getJsonObject("votes").values())
        .allMatch(count -> count.toString().equals("0"));
  }

  @Test
  void aPollIsAReplyWhoseMarkNobodySees() {
    long topic = forum.open("alice", "The shed is on fire", "It burns since this morning");
    Running poll = plugin.start("poll", question(",\"category\":4,\"topic_id\":" + topic), KEY);
    assertThat(json(last("POST").body())).doesNotContainKeys("external_id", "category");
    assertThat(forum.raw(post(poll))).endsWith("[/poll]\n<!-- metagov: " + KEY + " -->");
    assertThat(poll.url().orElseThrow()).endsWith("/" + topic + "/2");
  }

  @Test
  void votesAreCountedUnderTheDriversOwnWords() {
    Running poll = plugin.start("poll", question(""), KEY);
    forum.vote("alice", post(poll), 0);
    forum.vote("bob", post(poll), 0);
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes"))
        .isEqualTo(json("{\"Bob & <co>\":2,\"nobody\":0}"));
    forum.vote("bob", post(poll), 1);
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes"))
        .isEqualTo(json("{\"Bob & <co>\":1,\"nobody\":1}"));
    assertThat(poll.isPending()).isTrue();
  }

  @Test
  void numbersAreCountedUnderThemselves() {
    Running poll =
        plugin.start(
            "poll",
            json(
                "{\"title\":\"How many sheds are left?\",\"poll_type\":\"number\",\"min\":0,\"max\":2}"),
            KEY);
    forum.vote("alice", post(poll), 1);
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes")).isEqualTo(json("{\"0\":0,\"1\":1,\"2\":0}"));
  }

  @Test
  void hiddenResultsAppearWhenThePollIsClosed() {
    Running poll = plugin.start("poll", question(",\"results\":\"on_close\""), KEY);
    forum.vote("alice", post(poll), 0);
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes")).isEmpty();
    poll.close();
    assertThat(poll.isPending()).isFalse();
    assertThat(poll.outcome().getJsonObject("votes").getInt("Bob & <co>")).isEqualTo(1);
  }

  @Test
  void aPollIsToEndWhenDiscourseSays() {
    FakeInstance<Discourse.Config> instance =
        new FakeInstance<>(
            RecordBinder.bind(config(), Discourse.Config.class),
            TestOutboundHttp.client(),
            Optional.of(URI.create(forum.url())));
    NewPoll question =
        RecordBinder.bind(
            question(",\"closing_at\":\"2026-04-22\",\"poll_type\":\"regular\""), NewPoll.class);
    var begun =
        (Progress.Pending<PollProcess.OnForum>) new PollProcess().start(instance, question, KEY);
    assertThat(begun.endsAt()).contains(Instant.parse("2026-04-22T00:00:00Z"));
  }

  @Test
  void aPollIsClosedOnce() {
    Running poll = plugin.start("poll", question(""), KEY);
    poll.close();
    assertThat(last("PUT").body())
        .contains("poll_name=poll", "status=closed", "post_id=" + post(poll));
    assertThat(poll.isPending()).isFalse();
    assertThat(poll.outcome()).containsKeys("poll_url", "votes");
  }

  @Test
  void aPollThatCannotBeClosedSaysWhy() {
    Running poll = plugin.start("poll", question(""), KEY);
    forum.delete(post(poll));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(poll::close)
        .withMessage("Discourse refuses it: Can't act on a deleted post.");
    assertThat(poll.isPending()).isTrue();
  }

  @Test
  void whatIsGoneIsToldAsGone() {
    Running deleted = plugin.start("poll", question(""), KEY);
    forum.delete(post(deleted));
    assertGone(deleted, "deleted");
    Running edited = plugin.start("poll", question(""), "another-key");
    forum.edit(post(edited), "I have changed my mind about it");
    assertGone(edited, "no poll any more");
  }

  @Test
  void aRevokedKeyIsToldAsGone() {
    Running poll = plugin.start("poll", question(""), KEY);
    forum.revoke();
    assertGone(poll, "The API username or key is invalid");
  }

  /** The words of Discourse are those of its ApplicationController; those of a proxy are not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "403 | {\"errors\":[\"no\"],\"error_type\":\"invalid_access\"} | true",
        "403 | {\"errors\":[\"no\"],\"error_type\":\"not_logged_in\"} | true",
        "404 | {\"errors\":[\"no\"],\"error_type\":\"not_found\"} | true",
        "410 | {\"errors\":[\"no\"],\"error_type\":\"deleted\"} | true",
        "403 | <html>Access denied</html> | false",
        "404 | <html>no such page</html> | false",
        "404 | [\"BAD CSRF\"] | false",
        "502 | Bad gateway | false"
      })
  void onlyDiscoursesOwnWordsSayThatAPollIsGone(int status, String body, boolean isGone) {
    try (FakeServer server = new FakeServer()) {
      server.answer("/posts/7.json", status, body);
      FakeInstance<Discourse.Config> instance =
          new FakeInstance<>(
              RecordBinder.bind(config(), Discourse.Config.class),
              TestOutboundHttp.client(),
              Optional.of(URI.create(server.url(""))));
      PollProcess.OnForum poll = new PollProcess.OnForum(7, "u", List.of("a", "b"));
      assertThatExceptionOfType(PlatformException.class)
          .isThrownBy(() -> new PollProcess().check(instance, poll))
          .satisfies(e -> assertThat(e.isGone()).isEqualTo(isGone));
    }
  }

  @Test
  void aRankedChoiceTellsItsRounds() {
    Running poll =
        plugin.start(
            "poll",
            json(
                "{\"title\":\"Who has burnt the shed?\",\"poll_type\":\"ranked_choice\","
                    + "\"options\":[\"Bob & <co>\",\"nobody\",\"@alice\"]}"),
            KEY);
    assertThat(forum.raw(post(poll))).startsWith("[poll type=ranked_choice]");
    assertThat(poll.outcome()).doesNotContainKey("ranked_choice_outcome");
    forum.vote("alice", post(poll), 2, 0, 1);
    forum.vote("bob", post(poll), 0, 1, 2);
    forum.vote("bot", post(poll), 1, 0, 2);
    forum.vote("system", post(poll), 0, 2, 1);
    forum.close(post(poll), true);
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes")).containsKey("@alice");
    assertThat(poll.outcome().getJsonObject("ranked_choice_outcome"))
        .isEqualTo(
            json(
                "{\"tied\":false,\"tied_candidates\":null,\"winner\":true,"
                    + "\"winning_candidate\":\"Bob & <co>\",\"round_activity\":["
                    + "{\"round\":1,\"majority\":null,\"eliminated\":[\"@alice\",\"nobody\"]},"
                    + "{\"round\":2,\"majority\":\"Bob & <co>\",\"eliminated\":null}]}"));
  }

  @Test
  void aTiedChoiceNamesThoseWhoAreTied() {
    Running poll = plugin.start("poll", question(",\"poll_type\":\"ranked_choice\""), KEY);
    forum.vote("alice", post(poll), 0);
    forum.vote("bob", post(poll), 1);
    poll.check();
    JsonObject outcome = poll.outcome().getJsonObject("ranked_choice_outcome");
    assertThat(outcome.getBoolean("tied")).isTrue();
    assertThat(outcome.getJsonArray("tied_candidates").toString())
        .isEqualTo("[\"Bob & <co>\",\"nobody\"]");
  }

  /** Discourse before 2025 shows the rounds although it hides the counts. */
  @Test
  void hiddenRoundsAreNotTold() {
    JsonPart poll =
        new JsonPart(
            Forum.ANSWER,
            "poll",
            json(
                "{\"status\":\"open\",\"options\":[{\"id\":\"x\",\"html\":\"a\"}],"
                    + "\"ranked_choice_outcome\":{\"winner\":true}}"));
    assertThat(Ballots.of(List.of("a"), poll).rankedChoice()).isEmpty();
  }

  @Test
  void anOptionThatWasWrittenInOtherMarkdownIsKnownByWhatItShows() {
    JsonPart poll =
        new JsonPart(
            Forum.ANSWER,
            "poll",
            json(
                "{\"options\":[{\"id\":\"x\",\"html\":\"Bob &amp; &lt;co&gt;\",\"votes\":1},"
                    + "{\"id\":\"y\",\"html\":\"R&amp;D\",\"votes\":2}]}"));
    assertThat(Ballots.of(List.of("Bob & <co>"), poll).votes())
        .isEqualTo(json("{\"Bob & <co>\":1,\"R&amp;D\":2}"));
  }

  @Test
  void whatCannotBeCountedIsToldAndSpoilsNothing() {
    JsonPart poll =
        new JsonPart(
            Forum.ANSWER,
            "poll",
            json(
                "{\"options\":[7,{\"id\":\"x\",\"html\":\"a\",\"votes\":\"many\"},"
                    + "{\"id\":\"y\",\"html\":\"b\",\"votes\":2}]}"));
    Ballots ballots = Ballots.of(List.of("a", "b"), poll);
    assertThat(ballots.votes()).isEqualTo(json("{\"b\":2}"));
    assertThat(ballots.unreadable())
        .containsExactly("In Discourse's answer poll.options[1].votes is not a whole number");
  }

  @Test
  void aReplyIsFoundInATopicThatDoesNotListItsPosts() {
    long topic = forum.open("alice", "The shed is on fire", "It burns since this morning");
    JsonObject question = question(",\"topic_id\":" + topic);
    Running begun = plugin.start("poll", question, KEY);
    forum.enlarge(topic);
    assertThat(plugin.find("poll", question, KEY).orElseThrow().url()).isEqualTo(begun.url());
    for (int i = 0; i < 50; i++) {
      forum.reply("bob", topic, "I was not there at all, number " + i);
    }
    assertThat(plugin.find("poll", question, KEY).orElseThrow().url()).isEqualTo(begun.url());
    assertThat(plugin.find("poll", question, "another-key")).isEmpty();
  }

  @Test
  void aTopicThatCanHaveNoSuchIdIsNotAskedFor() {
    int before = forum.requests().size();
    for (String id : List.of(",\"topic_id\":0", ",\"category\":-4")) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> plugin.start("poll", question(id), KEY))
          .withMessageContaining("is not an id")
          .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
    }
    assertThat(forum.requests()).hasSize(before);
  }

  @Test
  void aWebhookAboutItsPostIsAReasonToLook() {
    forum.hook(plugin.hookUrl());
    Running poll = plugin.start("poll", question(""), KEY);
    plugin.workOff();
    forum.close(post(poll), true);
    assertThat(poll.isPending()).isTrue();
    forum.edit(post(poll), forum.raw(post(poll)));
    plugin.workOff();
    assertThat(poll.isPending()).isFalse();
  }

  @Test
  void aRefusedQuestionLeavesNothing() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                plugin.start(
                    "poll", json("{\"title\":\"Who?\",\"options\":[\"Bob\",\"nobody\"]}"), KEY))
        .withMessageContaining("Title is too short")
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                plugin.start(
                    "poll",
                    json("{\"title\":\"Who has burnt the shed?\",\"options\":[\"Bob\",\"Bob\"]}"),
                    KEY))
        .withMessageContaining("different options");
    assertThat(forum.count()).isZero();
  }

  @Test
  void aStartThatIsRepeatedMakesNoSecondTopic() {
    plugin.start("poll", question(""), KEY);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> plugin.start("poll", question(",\"details\":\"Think\""), KEY))
        .withMessageContaining("External ID");
    assertThat(forum.polls()).hasSize(1);
  }

  @Test
  void aReplyIsFoundAmongTheLastPosts() {
    long topic = forum.open("alice", "The shed is on fire", "It burns since this morning");
    JsonObject question = question(",\"topic_id\":" + topic);
    forum.feel(FakePlatform.Mood.MUTE);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> plugin.start("poll", question, KEY));
    forum.feel(FakePlatform.Mood.WELL);
    for (int i = 0; i < 50; i++) {
      forum.reply("bob", topic, "I was not there at all, number " + i);
    }
    forum.reply("bob", topic, "and what is <!-- metagov: another --> for?");
    assertThat(plugin.find("poll", question, "another-key")).isEmpty();
    Running found = plugin.find("poll", question, KEY).orElseThrow();
    assertThat(found.url().orElseThrow()).endsWith("/" + topic + "/2");
    assertThat(forum.polls()).containsExactly(post(found));
  }

  @Test
  void aForumThatCannotBeSearchedSaysSo() {
    JsonObject question = question("");
    try (FakeServer odd = new FakeServer()) {
      odd.answer("/", 404, "<html>");
      PluginUnderTest other =
          new PluginUnderTest(
              new Discourse(),
              JsonText.object(config()).add("server_url", odd.url("")).build(),
              Optional.empty());
      try (other) {
        assertThatExceptionOfType(ProblemException.class)
            .isThrownBy(() -> other.find("poll", question, KEY))
            .withMessageContaining("404");
      }
    }
  }

  @Test
  void aPostWithoutItsPollEndsInAnError() {
    Running poll = plugin.start("poll", question(",\"details\":\"<!-- not for everybody\""), KEY);
    assertThat(poll.isPending()).isFalse();
    assertThat(poll.errors().getString("no_poll")).contains(forum.url() + "/t/", "details");
  }

  @Test
  void aPollInTheQueueEndsInAnError() {
    forum.watch("bot");
    Running poll = plugin.start("poll", question(""), KEY);
    assertThat(poll.isPending()).isFalse();
    assertThat(poll.errors().getString("enqueued")).contains("/review");
  }

  @Test
  void ofSeveralPollsInAPostItsOwnCounts() {
    Running poll =
        plugin.start(
            "poll",
            question(",\"details\":\"[poll name=first status=closed]\\n* a\\n* b\\n[/poll]\\n\""),
            KEY);
    assertThat(poll.isPending()).isTrue();
    assertThat(poll.outcome().getJsonObject("votes")).containsKey("nobody");
  }

  @Test
  void largeIdsSurvive() {
    forum.countFrom(9_007_199_254_740_992L);
    Running poll = plugin.start("poll", question(""), KEY);
    assertThat(poll.remembered().toString()).contains("\"post\":9007199254740994");
    poll.close();
    assertThat(poll.isPending()).isFalse();
  }

  private void assertGone(Running poll, String why) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(poll::check)
        .withMessageContaining(why)
        .satisfies(
            e ->
                assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                        PlatformException.class, c -> assertThat(c.isGone()).isTrue()));
    assertThat(poll.isPending()).isTrue();
  }

  private FakeServer.Request last(String method) {
    return forum.requests().stream()
        .filter(request -> request.method().equals(method))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static long post(Running poll) {
    return poll.remembered().getJsonNumber("post").longValue();
  }

  private JsonObject config() {
    return json(
        "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}"
            .formatted(FakeDiscourse.KEY, FakeDiscourse.SECRET, forum.url()));
  }

  private static JsonObject question(String more) {
    return json(QUESTION.formatted(more));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
