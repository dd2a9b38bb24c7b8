package org.metagov.gateway.plugins.opencollective;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.fakes.opencollective.SecondFactor;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

class OpenCollectiveTest {
  private static final String EXPENSE_ID = "\"expense_id\":\"" + FakeOpenCollective.EXPENSE + "\"";

  private final FakeOpenCollective platform = new FakeOpenCollective();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(platform));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "personal_token, personal-token-of-the-bot, Personal-Token, personal-token-of-the-bot",
    "api_key, personal-token-of-the-bot, Api-Key, personal-token-of-the-bot",
    "access_token, oauth-token-of-the-bot, Authorization, Bearer oauth-token-of-the-bot"
  })
  void eachTokenHasItsHeader(String member, String token, String header, String value) {
    PluginUnderTest plugin = plugin(member, token);
    plugin.initialize();
    assertThat(platform.requests()).hasSize(1);
    assertThat(platform.requests().get(0).header(header)).hasValue(value);
    assertThat(plugin.action("create-conversation", json("{\"title\":\"Abc\",\"raw\":\"d\"}")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "personal_token, personal-token-of-nobody",
    "access_token, oauth-token-of-nobody",
    "access_token, oauth-token-of-last-year"
  })
  void aTokenThatIsNotKnownIsTheCallersFault(String member, String token) {
    ProblemException problem = problem(() -> plugin(member, token).initialize());
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).isNotBlank().doesNotContain(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"collective_slug\":\"metagov\"}",
        "{\"collective_slug\":\"metagov\",\"access_token\":\"\"}",
        "{\"collective_slug\":\"metagov\",\"access_token\":\"one\",\"api_key\":\"other\"}",
        "{\"access_token\":\"one\"}",
        "{\"collective_slug\":\"metagov\",\"access_token\":\"one\",\"acces\":\"two\"}"
      })
  void aConfigHasOneToken(String config) {
    ProblemException problem =
        problem(
            () -> {
              PluginUnderTest plugin =
                  new PluginUnderTest(
                      new OpenCollective(), json(config), Optional.of(platform.url()));
              open.add(plugin);
              plugin.initialize();
            });
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(platform.requests()).isEmpty();
  }

  @Test
  void aCollectiveThatIsNotThereIsTheCallersFault() {
    PluginUnderTest plugin =
        plugin(
            "{\"collective_slug\":\"nowhere\",\"personal_token\":\"%s\"}"
                .formatted(FakeOpenCollective.PERSONAL_TOKEN));
    assertThatThrownBy(plugin::initialize)
        .isInstanceOf(ProblemException.class)
        .hasMessage("Collective 'nowhere' not found.");
  }

  @Test
  void allMembersAreListedOnce() {
    platform.join(1_100);
    JsonObject answer = plugin().action("list-members", json("{}"));
    List<JsonObject> accounts = answer.getJsonArray("accounts").getValuesAs(JsonObject.class);
    assertThat(accounts).hasSize(1_103);
    assertThat(accounts.get(0).getString("slug")).isEqualTo("alice");
    assertThat(accounts.stream().map(each -> each.getString("slug"))).doesNotHaveDuplicates();
    assertThat(platform.requests()).hasSize(3);
  }

  @Test
  void aConversationIsToldWithItsUrl() {
    JsonObject answer =
        plugin()
            .action(
                "create-conversation",
                json("{\"title\":\"Lunch at noon\",\"raw\":\"<p>Soup</p>\",\"tags\":[\"Food\"]}"));
    assertThat(answer.getString("url"))
        .isEqualTo(
            platform.url() + "/metagov/conversations/lunch-at-noon-" + answer.getString("id"));
    assertThat(answer.getString("summary")).isEqualTo("Soup");
    assertThat(answer.getJsonArray("tags").getValuesAs(JsonString::getString))
        .containsExactly("food");
  }

  @Test
  void aCommentIsOnAConversationOrAnExpense() {
    PluginUnderTest plugin = plugin();
    String id =
        plugin
            .action("create-conversation", json("{\"title\":\"Lunch?\",\"raw\":\"Soup\"}"))
            .getString("id");
    JsonObject answer =
        plugin.action(
            "create-comment", json("{\"conversation_id\":\"" + id + "\",\"raw\":\"Yes\"}"));
    assertThat(answer.getString("html")).isEqualTo("Yes");
    assertThat(platform.conversations().get(0).getJsonArray("comments")).hasSize(1);
    assertThat(plugin.action("create-comment", json("{" + EXPENSE_ID + ",\"raw\":\"No\"}")))
        .containsKey("id");
    ProblemException problem =
        problem(
            () ->
                plugin.action(
                    "create-comment", json("{\"conversation_id\":\"conv_0\",\"raw\":\"Yes\"}")));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage())
        .isEqualTo(
            "Open Collective refuses createComment: Conversation with public id conv_0 not found");
  }

  @Test
  void anExpenseIsDecidedOn() {
    PluginUnderTest plugin = plugin();
    JsonObject answer =
        plugin.action("process-expense", json("{" + EXPENSE_ID + ",\"action\":\"APPROVE\"}"));
    assertThat(answer.getString("status")).isEqualTo("APPROVED");
    assertThat(answer.getString("url")).isEqualTo(platform.url() + "/metagov/expenses/51344");
    assertThat(
            problem(
                    () ->
                        plugin.action(
                            "process-expense", json("{" + EXPENSE_ID + ",\"action\":\"EAT\"}")))
                .type())
        .isEqualTo(ProblemType.INVALID);
    assertThat(
            problem(
                    () ->
                        plugin.action(
                            "process-expense",
                            json("{\"expense_id\":\"none\",\"action\":\"APPROVE\"}")))
                .getMessage())
        .isEqualTo("Open Collective refuses processExpense: Invalid expense id: none");
    assertThat(
            problem(
                    () ->
                        plugin.action(
                            "process-expense",
                            json("{\"expense_id\":\"ex_0\",\"action\":\"APPROVE\"}")))
                .getMessage())
        .isEqualTo("Open Collective refuses processExpense: Item not found");
  }

  @Test
  void anExpenseInAStatusThatDoesNotFitIsTheCallersFault() {
    platform.decide(FakeOpenCollective.EXPENSE, "paid");
    ProblemException problem =
        problem(
            () ->
                plugin()
                    .action(
                        "process-expense", json("{" + EXPENSE_ID + ",\"action\":\"APPROVE\"}")));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).contains("in current status (PAID)");
  }

  @ParameterizedTest
  @CsvSource({
    "personal_token, personal-token-of-the-bot, NOT_PRE_AUTHORIZED,"
        + " This personal token is not pre-authorized for 2FA",
    "access_token, oauth-token-of-the-bot, NOT_PRE_AUTHORIZED,"
        + " This OAuth token is not pre-authorized for 2FA",
    "personal_token, personal-token-of-the-bot, NOT_CONFIGURED,"
        + " Two factor authentication must be configured"
  })
  void aTokenThatNeedsASecondFactorIsTheCallersFault(
      String member, String token, SecondFactor demanded, String text) {
    platform.demand(demanded);
    ProblemException problem =
        problem(
            () ->
                plugin(member, token)
                    .action(
                        "process-expense", json("{" + EXPENSE_ID + ",\"action\":\"APPROVE\"}")));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).isEqualTo("Open Collective refuses processExpense: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://opencollective.com/metagov",
        "metagov ",
        "@metagov",
        "-metagov",
        "meta.gov",
        "metagov\n"
      })
  void aSlugThatThePlatformCanNeverHaveIsTheCallersFault(String slug) {
    PluginUnderTest plugin =
        plugin(
            JsonText.object()
                .add("collective_slug", slug)
                .add("personal_token", FakeOpenCollective.PERSONAL_TOKEN)
                .build()
                .toString());
    ProblemException problem = problem(plugin::initialize);
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).startsWith("collective_slug is the last part of");
    assertThat(platform.requests()).isEmpty();
  }

  @Test
  void tagsAreMeasuredAsThePlatformKeepsThem() {
    String two = "x".repeat(20) + ", #" + "y".repeat(20) + ", , X" + "x".repeat(19);
    JsonObject kept = plugin().action("create-conversation", tagged(two));
    assertThat(kept.getJsonArray("tags")).hasSize(2);
    String tooMany = IntStream.rangeClosed(1, 31).mapToObj(String::valueOf).collect(joining(","));
    assertThat(problem(() -> plugin().action("create-conversation", tagged(tooMany))).type())
        .isEqualTo(ProblemType.INVALID);
  }

  private static JsonObject tagged(String tag) {
    return json("{\"title\":\"Abc\",\"raw\":\"d\",\"tags\":[\"" + tag + "\"]}");
  }

  @Test
  void whatTheTokenMayNotDoIsToldInThePlatformsWords() {
    PluginUnderTest plugin = plugin("personal_token", FakeOpenCollective.WEAK_TOKEN);
    plugin.initialize();
    ProblemException problem =
        problem(
            () -> plugin.action("create-conversation", json("{\"title\":\"Abc\",\"raw\":\"d\"}")));
    assertThat(problem.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(problem.getMessage()).contains("not allowed for operations in scope");
    ProblemException refused =
        problem(() -> plugin.start("vote", json("{\"title\":\"Abc\"}"), "k"));
    assertThat(refused.getCause())
        .isInstanceOfSatisfying(
            PlatformException.class, cause -> assertThat(cause.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"collective\":7}}",
        "{\"data\":{\"collective\":{\"members\":null}}}",
        "{\"data\":{\"collective\":{\"members\":{\"nodes\":{}}}}}",
        "{\"data\":{\"collective\":{\"members\":{\"nodes\":[1]}}}}",
        "{\"data\":{\"collective\":{\"members\":{\"nodes\":[{\"account\":[]}]}}}}",
        "{\"data\":{\"collective\":{\"members\":{\"nodes\":[{\"account\":{\"id\":1}}]}}}}"
      })
  void anAnswerOfAnotherShapeIsToldByItsPath(String answer) {
    try (FakeServer other = new FakeServer().answer("/", 200, answer)) {
      assertThat(problem(() -> pluginAt(other).action("list-members", json("{}"))).getMessage())
          .startsWith("opencollective: In Open Collective's answer data.collective");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"data\":null}",
        "{\"data\":{}}",
        "{\"errors\":7}",
        "{\"errors\":[7]}",
        "{\"errors\":[{}],\"data\":null}",
        "{\"errors\":[{\"message\":7,\"extensions\":[]}]}",
        "{\"errors\":[{\"message\":\"Oops\",\"extensions\":{\"code\":7}}],\"data\":[]}"
      })
  void anAnswerThatSaysNothingIsThePlatformsFailure(String answer) {
    try (FakeServer other = new FakeServer().answer("/", 200, answer)) {
      assertThat(problem(() -> pluginAt(other).action("list-members", json("{}"))).type())
          .isEqualTo(ProblemType.PLATFORM_FAILED);
    }
  }

  @Test
  void membersThatAreNotToBeSeenAreLeftOut() {
    String answer =
        "{\"data\":{\"collective\":{\"members\":{\"nodes\":[null,{\"account\":null},"
            + "{\"account\":{\"id\":\"a\",\"slug\":\"ann\",\"new\":true}}]}}},"
            + "\"errors\":[{\"message\":\"Hidden\",\"extensions\":{\"code\":\"Forbidden\"}}]}";
    try (FakeServer other = new FakeServer().answer("/", 200, answer)) {
      assertThat(pluginAt(other).action("list-members", json("{}")).toString())
          .isEqualTo("{\"accounts\":[{\"id\":\"a\",\"slug\":\"ann\",\"new\":true}]}");
    }
  }

  @Test
  void whatMayHaveHappenedAllTheSameIsNoRefusal() {
    String answer =
        "{\"errors\":[{\"message\":\"Deadlock\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}],"
            + "\"data\":{\"createConversation\":null}}";
    try (FakeServer other = new FakeServer().answer("/", 200, answer)) {
      ProblemException problem =
          problem(() -> pluginAt(other).start("vote", json("{\"title\":\"Abc\"}"), "k"));
      assertThat(problem.getMessage())
          .isEqualTo("opencollective: Open Collective refuses createConversation: Deadlock");
      assertThat(((PlatformException) problem.getCause()).status()).isZero();
    }
  }

  private PluginUnderTest plugin() {
    return plugin("personal_token", FakeOpenCollective.PERSONAL_TOKEN);
  }

  private PluginUnderTest plugin(String member, String token) {
    return plugin("{\"collective_slug\":\"metagov\",\"%s\":\"%s\"}".formatted(member, token));
  }

  private PluginUnderTest plugin(String config) {
    return configured(config, platform.url());
  }

  private PluginUnderTest pluginAt(FakeServer other) {
    return configured("{\"collective_slug\":\"metagov\",\"api_key\":\"none\"}", other.url(""));
  }

  private PluginUnderTest configured(String config, String url) {
    PluginUnderTest plugin =
        new PluginUnderTest(new OpenCollective(), json(config), Optional.of(url));
    open.add(plugin);
    return plugin;
  }

  private static ProblemException problem(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, call);
    assertThat(problem).isNotNull();
    return problem;
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
