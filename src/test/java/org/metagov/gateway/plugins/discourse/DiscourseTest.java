package org.metagov.gateway.plugins.discourse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

/** Signing in, and the actions. */
class DiscourseTest {
  private static final String RAW = "Seen from the kitchen window";
  private static final String TOPIC =
      "{\"title\":\"Smoke above the garden\",\"raw\":\"" + RAW + "\",\"category\":4}";

  private final FakeDiscourse forum = new FakeDiscourse();

  @AfterEach
  void close() {
    forum.close();
  }

  @Test
  void aKeyForOneUserActsForThatUser() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    plugin.action("create-topic", json(TOPIC));
    assertThat(last().header("Api-Key")).contains(FakeDiscourse.KEY);
    assertThat(last().header("Api-Username")).isEmpty();
  }

  @Test
  void aKeyForAllUsersActsForSystem() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY_FOR_ALL, "");
    plugin.action("create-topic", json(TOPIC));
    assertThat(last().header("Api-Username")).contains("system");
  }

  @Test
  void theConfigCanSayForWhomAKeyActs() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY_FOR_ALL, ",\"api_username\":\"bot\"");
    plugin.action("create-topic", json(TOPIC));
    assertThat(last().header("Api-Username")).contains("bot");
  }

  @Test
  void anActionCanSayWhoActs() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY_FOR_ALL, "");
    JsonObject posted =
        plugin.action("create-topic", json(TOPIC.replace("}", ",\"initiator\":\"alice\"}")));
    assertThat(last().header("Api-Username")).contains("alice");
    ProblemException refused =
        problem(
            plugin,
            "delete-topic",
            "{\"id\":%d,\"initiator\":\"alice\"}".formatted(posted.getInt("topic_id")));
    assertThat(refused.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refused).hasMessageStartingWith("Discourse refuses it: ");
  }

  @Test
  void aKeyThatIsNotTakenIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"guessed-key", ""},
          {FakeDiscourse.KEY_FOR_ALL, ",\"api_username\":\"nobody\""},
          {FakeDiscourse.KEY, ",\"api_username\":\"alice\""}
        }) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> enabled(wrong[0], wrong[1]))
          .withMessageContaining("neither to post nor to read")
          .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
    }
    assertThat(forum.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FakeDiscourse.MEMBER_KEY, FakeDiscourse.POSTING_KEY, FakeDiscourse.KEY_FOR_ALL})
  void aKeyThatIsNoAdminsIsEnoughToPost(String key) {
    PluginUnderTest plugin =
        enabled(key, key.equals(FakeDiscourse.KEY_FOR_ALL) ? ",\"api_username\":\"alice\"" : "");
    assertThat(forum.count()).as("enabling posts nothing").isZero();
    plugin.action("create-topic", json(TOPIC));
    assertThat(forum.count()).isEqualTo(1);
  }

  @Test
  void aKeyThatOnlyReadsIsTaken() {
    PluginUnderTest plugin = enabled(FakeDiscourse.READING_KEY, "");
    ProblemException refused = problem(plugin, "create-topic", TOPIC);
    assertThat(refused.type()).isEqualTo(ProblemType.INVALID);
    assertThat(refused).hasMessageStartingWith("Discourse refuses it: You are not permitted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bot-key\\n", "bot key", "bot-key\u200b"})
  void aKeyWithWhatNoKeyHasIsNotSent(String key) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> enabled(key, ""))
        .withMessageContaining("has a character that")
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID));
    assertThat(forum.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a.example", "forum", "https://u:p@a.example", "https://a.example/?x=1"})
  void aPublicAddressIsOne(String url) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> enabled(FakeDiscourse.KEY, ",\"public_url\":\"" + url + "\""))
        .withMessageContaining("public_url");
  }

  @Test
  void peopleAreSentToThePublicAddress() {
    PluginUnderTest plugin =
        enabled(FakeDiscourse.KEY, ",\"public_url\":\"https://forum.example/f/\"");
    assertThat(plugin.action("create-topic", json(TOPIC)).getString("url"))
        .startsWith("https://forum.example/f/t/smoke-above-the-garden/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create-post | {\"raw\":\"Seen from the kitchen\",\"topic_id\":0}",
        "create-topic | {\"raw\":\"r\",\"title\":\"t\",\"category\":-1}",
        "create-message | {\"raw\":\"r\",\"topic_id\":-5,\"target_usernames\":[\"bob\"]}",
        "delete-post | {\"id\":0}",
        "delete-topic | {\"id\":-1}",
        "recover-post | {\"id\":0}",
        "recover-topic | {\"id\":0}",
        "lock-post | {\"id\":0,\"locked\":true}"
      })
  void whatCanBeNoIdIsNotAskedFor(String action, String parameters) {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    int before = forum.requests().size();
    ProblemException problem = problem(plugin, action, parameters);
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem).hasMessageContaining("is not an id");
    assertThat(forum.requests()).hasSize(before);
  }

  @Test
  void aWarningArrivesAsOne() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    String message =
        "{\"title\":\"Hush\",\"raw\":\"%s\",\"is_warning\":%b,\"target_usernames\":[\"alice\"]}";
    JsonObject warned = plugin.action("create-message", json(message.formatted(RAW, true)));
    assertThat(forum.isWarning(warned.getInt("topic_id"))).isTrue();
    JsonObject told = plugin.action("create-message", json(message.formatted(RAW, false)));
    assertThat(forum.isWarning(told.getInt("topic_id"))).isFalse();
  }

  @Test
  void aServerThatIsNoForumIsRefused() {
    try (FakeServer other = new FakeServer()) {
      other.answer("/", 404, "<html>no such page</html>");
      PluginUnderTest plugin =
          new PluginUnderTest(
              new Discourse(), config(FakeDiscourse.KEY, other.url(""), ""), Optional.empty());
      try (plugin) {
        assertThatExceptionOfType(ProblemException.class)
            .isThrownBy(plugin::initialize)
            .withMessageContaining("server_url");
      }
    }
  }

  @Test
  void emptyKeysAreRefused() {
    for (String config :
        new String[] {
          "{\"api_key\":\" \",\"server_url\":\"http://a.example\",\"webhook_secret\":\"s\"}",
          "{\"api_key\":\"k\",\"server_url\":\"http://a.example\",\"webhook_secret\":\"\"}"
        }) {
      PluginUnderTest plugin = new PluginUnderTest(new Discourse(), json(config), Optional.empty());
      try (plugin) {
        assertThatExceptionOfType(ProblemException.class)
            .isThrownBy(plugin::initialize)
            .withMessageContaining("must not be empty");
      }
    }
  }

  @Test
  void aTopicIsOpenedAndRepliedTo() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    JsonObject topic = plugin.action("create-topic", json(TOPIC));
    int id = topic.getInt("topic_id");
    assertThat(topic.getString("url"))
        .isEqualTo(forum.url() + "/t/smoke-above-the-garden/" + id + "/1");
    assertThat(json(last().body())).isEqualTo(json(TOPIC));
    JsonObject reply =
        plugin.action("create-post", json("{\"raw\":\"%s\",\"topic_id\":%d}".formatted(RAW, id)));
    assertThat(reply.getString("url"))
        .isEqualTo(forum.url() + "/t/smoke-above-the-garden/" + id + "/2");
    assertThat(reply.getInt("topic_id")).isEqualTo(id);
    assertThat(forum.raw(reply.getInt("post_id"))).isEqualTo(RAW);
  }

  @Test
  void aMessageHasRecipientsOrAThread() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    JsonObject sent =
        plugin.action(
            "create-message",
            json(
                "{\"title\":\"Hush\",\"raw\":\"%s\",\"is_warning\":false,\"target_usernames\":[\"alice\",\"bob\"]}"
                    .formatted(RAW)));
    assertThat(json(last().body()))
        .isEqualTo(
            json(
                "{\"raw\":\"%s\",\"target_recipients\":\"alice,bob\",\"archetype\":\"private_message\",\"title\":\"Hush\",\"is_warning\":\"false\"}"
                    .formatted(RAW)));
    plugin.action(
        "create-message",
        json(
            "{\"raw\":\"%s\",\"target_usernames\":[],\"topic_id\":%d}"
                .formatted(RAW, sent.getInt("topic_id"))));
    assertThat(json(last().body()))
        .containsEntry("archetype", JsonText.string("regular"))
        .doesNotContainKey("title");
    assertThat(
            problem(
                plugin,
                "create-message",
                "{\"title\":\"Hush\",\"raw\":\"%s\",\"target_usernames\":[\"nobody\"]}"
                    .formatted(RAW)))
        .hasMessageContaining("valid user");
  }

  @Test
  void postsAndTopicsAreDeletedRecoveredAndLocked() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    JsonObject topic = plugin.action("create-topic", json(TOPIC));
    long post = topic.getInt("post_id");
    String byId = "{\"id\":" + post + "}";
    assertThat(plugin.action("delete-post", json(byId))).isEmpty();
    assertThat(forum.isDeleted(post)).isTrue();
    assertThat(plugin.action("recover-post", json(byId))).isEmpty();
    assertThat(forum.isDeleted(post)).isFalse();
    String byTopic = "{\"id\":" + topic.getInt("topic_id") + "}";
    assertThat(plugin.action("delete-topic", json(byTopic))).isEmpty();
    assertThat(forum.isDeleted(post)).isTrue();
    assertThat(plugin.action("recover-topic", json(byTopic))).isEmpty();
    assertThat(forum.isDeleted(post)).isFalse();
    String lock = "{\"id\":%d,\"locked\":%b}";
    assertThat(plugin.action("lock-post", json(lock.formatted(post, true))).getBoolean("locked"))
        .isTrue();
    assertThat(plugin.action("lock-post", json(lock.formatted(post, false))).getBoolean("locked"))
        .isFalse();
  }

  @Test
  void whatDiscourseRefusesIsTheCallersFault() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    ProblemException short_ =
        problem(plugin, "create-topic", TOPIC.replace("Smoke above the garden", "Smoke"));
    assertThat(short_.type()).isEqualTo(ProblemType.INVALID);
    assertThat(short_)
        .hasMessage("Discourse refuses it: Title is too short (minimum is 15 characters)");
    assertThat(problem(plugin, "delete-post", "{\"id\":9007199254740993}").type())
        .isEqualTo(ProblemType.INVALID);
    assertThat(problem(plugin, "delete-post", "{\"id\":9223372036854775808}").type())
        .isEqualTo(ProblemType.INVALID);
  }

  @Test
  void largeIdsSurvive() {
    forum.countFrom(9_007_199_254_740_992L);
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    JsonObject topic = plugin.action("create-topic", json(TOPIC));
    assertThat(topic.toString()).contains("9007199254740993", "9007199254740994");
    plugin.action("delete-post", json("{\"id\":9007199254740994}"));
    assertThat(forum.isDeleted(9_007_199_254_740_994L)).isTrue();
  }

  @Test
  void aPostInTheQueueIsToldSo() {
    forum.watch("alice");
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY_FOR_ALL, "");
    ProblemException queued =
        problem(plugin, "create-topic", TOPIC.replace("}", ",\"initiator\":\"alice\"}"));
    assertThat(queued.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(queued).hasMessageContaining("review queue");
  }

  @Test
  void anAnswerOfAnotherShapeIsNamed() {
    try (FakeServer odd = new FakeServer()) {
      odd.answer("/admin/", 200, "[]").answer("/posts.json", 200, "{\"id\":\"7\",\"topic_id\":1}");
      PluginUnderTest plugin =
          new PluginUnderTest(
              new Discourse(), config(FakeDiscourse.KEY, odd.url(""), ""), Optional.empty());
      try (plugin) {
        plugin.initialize();
        ProblemException wrong = problem(plugin, "create-topic", TOPIC);
        assertThat(wrong.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
        assertThat(wrong)
            .hasMessage("discourse: In Discourse's answer post.post_number is missing");
      }
    }
  }

  @Test
  void thePlainLimitOfTheServerIsHeeded() {
    try (FakeServer busy = new FakeServer()) {
      busy.answer("/admin/", 200, "[]");
      PluginUnderTest plugin =
          new PluginUnderTest(
              new Discourse(), config(FakeDiscourse.KEY, busy.url(""), ""), Optional.empty());
      try (plugin) {
        plugin.initialize();
        busy.answer(
            "/posts.json",
            429,
            "Slow down, too many requests from this IP address.",
            "Retry-After",
            "9",
            "Content-Type",
            "text/plain");
        assertThat(problem(plugin, "create-topic", TOPIC).retryAfter()).isPresent();
      }
    }
  }

  @Test
  void aForumThatIsAwayIsNotTheCallersFault() {
    PluginUnderTest plugin = enabled(FakeDiscourse.KEY, "");
    forum.feel(FakePlatform.Mood.BROKEN);
    assertThat(problem(plugin, "create-topic", TOPIC).type())
        .isEqualTo(ProblemType.PLATFORM_FAILED);
  }

  private FakeServer.Request last() {
    return forum.requests().get(forum.requests().size() - 1);
  }

  private static ProblemException problem(PluginUnderTest plugin, String action, String with) {
    ProblemException[] problem = new ProblemException[1];
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> plugin.action(action, json(with)))
        .satisfies(e -> problem[0] = e);
    return problem[0];
  }

  private PluginUnderTest enabled(String key, String more) {
    PluginUnderTest plugin =
        new PluginUnderTest(
            new Discourse(), config(key, forum.url() + "/", more), Optional.empty());
    try (plugin) {
      // Its webhooks are not needed here.
      plugin.initialize();
    }
    return plugin;
  }

  private static JsonObject config(String key, String server, String more) {
    return json(
        "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"%s}"
            .formatted(key, FakeDiscourse.SECRET, server, more));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
