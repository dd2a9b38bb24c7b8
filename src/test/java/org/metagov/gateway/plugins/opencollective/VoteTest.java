package org.metagov.gateway.plugins.opencollective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

class VoteTest {
  private static final String THUMBS_UP = "\uD83D\uDC4D";
  private static final String THUMBS_DOWN = "\uD83D\uDC4E";
  private static final String SELECTOR = "\uFE0F";

  private final FakeOpenCollective platform = new FakeOpenCollective();
  private final PluginUnderTest plugin = at(platform.url());

  @AfterEach
  void close() {
    plugin.close();
    platform.close();
  }

  @Test
  void aVoteIsAConversation() {
    Running vote = start("{\"title\":\"Shall we?\",\"details\":\"<p>React</p>\"}");
    JsonObject conversation = conversation();
    assertThat(conversation.getString("title")).isEqualTo("Shall we?");
    assertThat(conversation.getJsonObject("body").getString("html")).isEqualTo("<p>React</p>");
    assertThat(conversation.getJsonArray("tags").getValuesAs(JsonString::getString))
        .containsExactly("metagov-vote", Vote.tag("start-1"));
    assertThat(vote.url())
        .hasValue(
            platform.url() + "/metagov/conversations/shall-we-" + conversation.getString("id"));
    assertThat(vote.outcome())
        .isEqualTo(
            json(
                "{\"vote_url\":\"%s\",\"votes\":{\"yes\":0,\"no\":0}}"
                    .formatted(vote.url().orElseThrow())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"title\":\"Shall we?\"}", "{\"title\":\"Shall we?\",\"details\":null}"})
  void withoutDetailsTheTitleIsTheText(String parameters) {
    start(parameters);
    assertThat(conversation().getJsonObject("body").getString("html")).isEqualTo("Shall we?");
  }

  @Test
  void thumbsAreVotesHoweverTheyAreWritten() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.react(THUMBS_UP);
    platform.react(THUMBS_UP + SELECTOR);
    platform.react(THUMBS_DOWN);
    platform.react(THUMBS_DOWN + SELECTOR);
    platform.react(THUMBS_DOWN);
    platform.react("\uD83C\uDF89");
    vote.check();
    assertThat(vote.isPending()).isTrue();
    assertThat(votes(vote)).isEqualTo("{\"yes\":2,\"no\":3}");
  }

  @Test
  void closingTellsPeople() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.react(THUMBS_UP);
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(votes(vote)).isEqualTo("{\"yes\":1,\"no\":0}");
    assertThat(conversation().getString("title")).isEqualTo("[CLOSED] Shall we?");
    assertThat(conversation().getJsonArray("tags")).hasSize(2);
    assertThat(comment()).isEqualTo("Voting period is closed. Final count is 1 for and 0 against.");
  }

  @Test
  void anEndThatIsCutOffIsToldWhenItIsRepeated() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.show(
        new FakePlatform.Onlooker() {
          @Override
          public void done(FakeServer.Request request, FakePlatform.Answer answer) {
            if (request.body().contains("editConversation")) {
              platform.feel(FakePlatform.Mood.BROKEN);
            }
          }
        });
    assertThatExceptionOfType(ProblemException.class).isThrownBy(vote::close);
    assertThat(conversation().getString("title")).isEqualTo("[CLOSED] Shall we?");
    platform.feel(FakePlatform.Mood.WELL);
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(conversation().getString("title")).isEqualTo("[CLOSED] Shall we?");
    assertThat(comment()).startsWith("Voting period is closed.");
  }

  @Test
  void whatIsClosedAlreadyIsNotClosedAgain() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.react(THUMBS_DOWN);
    platform.closeAll();
    vote.close();
    assertThat(votes(vote)).isEqualTo("{\"yes\":0,\"no\":1}");
    assertThat(conversation().getString("title")).isEqualTo("[CLOSED] Shall we?");
    assertThat(conversation().getJsonArray("comments")).isEmpty();
  }

  @Test
  void aLongTitleIsCutWhenItIsClosed() {
    Running vote = start("{\"title\":\"" + "x".repeat(245) + "\uD83D\uDC4D" + "yyyyyyyy\"}");
    vote.close();
    assertThat(conversation().getString("title"))
        .isEqualTo("[CLOSED] " + "x".repeat(245) + "\uD83D\uDC4D");
  }

  /** The platform counts characters as people do: not UTF-16, and no variation selectors. */
  @Test
  void aTitleIsMeasuredAsThePlatformMeasuresIt() {
    String thumbs = THUMBS_UP.repeat(255);
    start("{\"title\":\"" + thumbs + "\"}");
    assertThat(conversation().getString("title")).isEqualTo(thumbs);
    for (String bad :
        List.of(
            THUMBS_UP.repeat(256),
            THUMBS_UP + THUMBS_UP,
            "\u2714" + SELECTOR + "\u2714" + SELECTOR,
            "\u00A0ab\uFEFF")) {
      ProblemException problem =
          catchThrowableOfType(ProblemException.class, () -> start("{\"title\":\"" + bad + "\"}"));
      assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    }
    assertThat(platform.conversations()).hasSize(1);
  }

  @Test
  void aTitleIsFoundAgainWithoutTheBlanksThatThePlatformCuts() {
    start("{\"title\":\"\u00A0[CLOSED] or open?\uFEFF\"}");
    Running found =
        plugin
            .find("vote", json("{\"title\":\"\u00A0[CLOSED] or open?\uFEFF\"}"), "start-1")
            .orElseThrow();
    assertThat(found.isPending()).isTrue();
  }

  @Test
  void aTitleMayBeginAsIfItWereClosed() {
    Running vote = start("{\"title\":\"[CLOSED] or open?\"}");
    vote.check();
    assertThat(vote.isPending()).isTrue();
    vote.close();
    assertThat(conversation().getString("title")).isEqualTo("[CLOSED] [CLOSED] or open?");
    assertThat(vote.isPending()).isFalse();
  }

  @Test
  void anotherTitleEndsNothing() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    String url = vote.url().orElseThrow();
    platform.rename(conversation().getString("id"), "Shall we or not?");
    vote.check();
    assertThat(vote.isPending()).isTrue();
    assertThat(vote.url()).hasValue(url);
    assertThat(vote.outcome().getString("vote_url")).isEqualTo(url);
  }

  @Test
  void aVoteThatWasClosedMeanwhileIsFoundAsSuch() {
    start("{\"title\":\"Shall we?\"}");
    platform.react(THUMBS_UP);
    platform.closeAll();
    Running found = plugin.find("vote", json("{\"title\":\"Shall we?\"}"), "start-1").orElseThrow();
    assertThat(found.isPending()).isFalse();
    assertThat(votes(found)).isEqualTo("{\"yes\":1,\"no\":0}");
  }

  @Test
  void aConversationThatIsGoneIsToldAsGone() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.forget();
    ProblemException problem = catchThrowableOfType(ProblemException.class, vote::check);
    assertThat(problem.getCause())
        .isInstanceOfSatisfying(
            PlatformException.class, cause -> assertThat(cause.status()).isEqualTo(404));
    assertThat(vote.isPending()).isTrue();
  }

  @Test
  void aConversationThatIsNullIsGone() {
    assertThat(isGone(checkAt("{\"data\":{\"conversation\":null}}"))).isTrue();
  }

  @Test
  void aConversationWhoseCollectiveIsGoneIsGone() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.delete("metagov");
    assertThat(isGone(catchThrowableOfType(ProblemException.class, vote::check))).isTrue();
  }

  @Test
  void aConversationThatIsHiddenFromUsIsGone() {
    Running vote = start("{\"title\":\"Shall we?\"}");
    platform.hide("metagov", true);
    vote.check();
    assertThat(vote.isPending()).as("the bot is an admin").isTrue();
    platform.dismiss();
    assertThat(isGone(catchThrowableOfType(ProblemException.class, vote::check))).isTrue();
  }

  @Test
  void anIdThatThePlatformCannotReadAnyMoreIsGone() {
    assertThat(
            isGone(
                checkAt(
                    "{\"errors\":[{\"message\":\"Invalid conversation id: a\","
                        + "\"extensions\":{\"code\":\"BadRequest\"}}],"
                        + "\"data\":{\"conversation\":null}}")))
        .isTrue();
  }

  @Test
  void aProxysRefusalIsNoConversationThatIsGone() {
    try (FakeServer other = new FakeServer().answer("/", 200, started());
        PluginUnderTest elsewhere = at(other.url(""))) {
      Running vote = elsewhere.start("vote", json("{\"title\":\"Abc\"}"), "start-1");
      other.answer("/api", 403, "<html>");
      assertThat(isGone(catchThrowableOfType(ProblemException.class, vote::check))).isFalse();
    }
  }

  @Test
  void countsAreWhole() {
    assertThat(reactions("{\"\uD83D\uDC4D\":9007199254740993}").getJsonObject("votes").toString())
        .isEqualTo("{\"yes\":9007199254740993,\"no\":0}");
    assertThat(reactions("null").getJsonObject("votes").toString())
        .isEqualTo("{\"yes\":0,\"no\":0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1.5", "[]", "true", "1e-99"})
  void aCountThatIsNoneIsToldByItsPath(String count) {
    assertThat(checkAt(answer("{\"\uD83D\uDC4D\":" + count + "}")).getMessage())
        .isEqualTo(
            "opencollective: In Open Collective's answer data.conversation.body.reactions.\uD83D\uDC4D"
                + " is not a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999", "1e-99999"})
  void aCountThatWouldTakeForEverToWriteOutIsNoAnswer(String count) {
    assertThat(checkAt(answer("{\"\uD83D\uDC4D\":" + count + "}")).getMessage())
        .isEqualTo("opencollective: The platform's answer is not JSON: a number is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"slug\":\"b\",\"title\":\"c\",\"body\":null}",
        "{\"id\":\"a\",\"slug\":\"b\",\"title\":\"c\",\"body\":{\"reactions\":[]}}",
        "{\"id\":\"a\",\"slug\":\"b\",\"title\":null,\"body\":{}}",
        "\"a\""
      })
  void aConversationOfAnotherShapeIsToldByItsPath(String conversation) {
    assertThat(checkAt("{\"data\":{\"conversation\":" + conversation + "}}").getMessage())
        .startsWith("opencollective: In Open Collective's answer data.conversation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7,\"slug\":\"b\",\"title\":\"c\",\"body\":{}}",
        "{\"id\":\"a\",\"title\":\"c\",\"body\":{}}",
        "[]"
      })
  void aStartThatIsAnsweredInAnotherShapeIsToldByItsPath(String conversation) {
    String answer = "{\"data\":{\"createConversation\":" + conversation + "}}";
    try (FakeServer other = new FakeServer().answer("/", 200, answer);
        PluginUnderTest elsewhere = at(other.url(""))) {
      assertThat(
              catchThrowableOfType(
                      ProblemException.class,
                      () -> elsewhere.start("vote", json("{\"title\":\"Abc\"}"), "start-1"))
                  .getMessage())
          .startsWith("opencollective: In Open Collective's answer data.createConversation");
    }
  }

  @Test
  void theTagIsOneThatThePlatformKeeps() {
    String tag = Vote.tag("7b7ffd1e-4e6f-4a53-9a0a-5f2b7f3f4a55");
    assertThat(tag).matches("[a-z0-9]{1,32}").isNotEqualTo(Vote.tag("another"));
    assertThat(tag).isEqualTo(Vote.tag("7b7ffd1e-4e6f-4a53-9a0a-5f2b7f3f4a55"));
  }

  private static boolean isGone(ProblemException problem) {
    return ((PlatformException) problem.getCause()).isGone();
  }

  private Running start(String parameters) {
    return plugin.start("vote", json(parameters), "start-1");
  }

  private JsonObject conversation() {
    return platform.conversations().get(0);
  }

  private String comment() {
    return conversation().getJsonArray("comments").getJsonObject(0).getString("html");
  }

  private static String votes(Running vote) {
    return vote.outcome().getJsonObject("votes").toString();
  }

  /** Returns what a check makes of an answer in which something is wrong. */
  private static ProblemException checkAt(String answer) {
    try (FakeServer other = new FakeServer().answer("/", 200, started());
        PluginUnderTest elsewhere = at(other.url(""))) {
      Running vote = elsewhere.start("vote", json("{\"title\":\"Abc\"}"), "start-1");
      other.answer("/api", 200, answer);
      return catchThrowableOfType(ProblemException.class, vote::check);
    }
  }

  /** Returns the outcome for {@code reactions}. */
  private static JsonObject reactions(String reactions) {
    try (FakeServer other = new FakeServer().answer("/", 200, started());
        PluginUnderTest elsewhere = at(other.url(""))) {
      Running vote = elsewhere.start("vote", json("{\"title\":\"Abc\"}"), "start-1");
      other.answer("/api", 200, answer(reactions));
      vote.check();
      return vote.outcome();
    }
  }

  private static String started() {
    return answer("{}").replace("\"conversation\"", "\"createConversation\"");
  }

  private static String answer(String reactions) {
    return "{\"data\":{\"conversation\":{\"id\":\"a\",\"slug\":\"b\",\"title\":\"Abc\",\"new\":[],"
        + "\"body\":{\"id\":\"c\",\"reactions\":"
        + reactions
        + "}}},\"extensions\":{}}";
  }

  private static PluginUnderTest at(String url) {
    return new PluginUnderTest(
        new OpenCollective(),
        json(
            "{\"collective_slug\":\"metagov\",\"personal_token\":\"%s\"}"
                .formatted(FakeOpenCollective.PERSONAL_TOKEN)),
        Optional.of(url));
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
