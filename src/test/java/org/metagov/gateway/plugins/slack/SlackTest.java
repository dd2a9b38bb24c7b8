package org.metagov.gateway.plugins.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.ConsentRequest.Purpose;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

class SlackTest {
  static final Map<String, String> SETTINGS =
      Map.of(
          "metagov.plugin.slack.client-id", FakeSlack.CLIENT,
          "metagov.plugin.slack.client-secret", FakeSlack.CLIENT_SECRET,
          "metagov.plugin.slack.signing-secret", FakeSlack.SIGNING_SECRET);

  private static final String BACK = "https://gateway.example.org/auth/slack/callback";

  private final FakeSlack slack = new FakeSlack();
  private final PluginUnderTest plugin =
      new PluginUnderTest(
          new Slack(),
          json("{'team_id':'%s','bot_user_id':'%s'}".formatted(FakeSlack.TEAM, FakeSlack.BOT_USER)),
          Optional.of(slack.url()));

  @BeforeEach
  void install() {
    plugin.set(SETTINGS);
    plugin.keep("bot", new Credential(FakeSlack.BOT_TOKEN));
    slack.hook(plugin.hookUrl());
  }

  @AfterEach
  void close() {
    plugin.close();
    slack.close();
  }

  @Test
  void anAdminInstallsTheApp() {
    PluginServer server = plugin.server();
    Installation<Slack.Config> made = new Slack().install(server, grant(Purpose.INSTALL));
    assertThat(made.config())
        .isEqualTo(
            new Slack.Config(
                FakeSlack.TEAM,
                Optional.of("Slack Softball Team"),
                Optional.empty(),
                Optional.of(FakeSlack.BOT_USER),
                Optional.of(FakeSlack.ADMIN)));
    assertThat(made.credentials()).containsOnlyKeys("bot", "user-u024be7lh");
    assertThat(made.parameters()).containsOnlyKeys("user_id", "user_token");
    assertThat(made.parameters()).containsEntry("user_id", FakeSlack.ADMIN);
    assertThat(made.parameters().get("user_token"))
        .startsWith("metagov-user-U024BE7LH-")
        .doesNotContain("xox");
    assertThat(made.credentials().get("bot").expiresAt()).isEmpty();
  }

  @Test
  void whoIsNoAdminDoesNot() {
    slack.installer(FakeSlack.MEMBER);
    assertThat(refusal(grant(Purpose.INSTALL))).isEqualTo("slack_installer_is_not_admin");
  }

  @Test
  void anOrganizationIsNoWorkspace() {
    slack.enterprise();
    assertThat(refusal(grant(Purpose.INSTALL))).isEqualTo("slack_enterprise_install");
  }

  private String refusal(AuthorizationGrant grant) {
    return catchThrowableOfType(
            AuthorizationException.class, () -> new Slack().install(plugin.server(), grant))
        .code();
  }

  @Test
  void aCodeIsGoodOnce() {
    AuthorizationGrant grant = grant(Purpose.INSTALL);
    new Slack().install(plugin.server(), grant);
    assertThat(
            catchThrowableOfType(
                PlatformException.class, () -> new Slack().install(plugin.server(), grant)))
        .hasMessage("Slack refuses oauth.v2.access: invalid_code");
  }

  @Test
  void somebodySignsIn() {
    slack.installer(FakeSlack.MEMBER);
    assertThat(new Slack().signIn(plugin.server(), grant(Purpose.SIGN_IN)))
        .isEqualTo(
            new SignIn(
                FakeSlack.MEMBER,
                FakeSlack.TEAM,
                Map.of("team_id", FakeSlack.TEAM, "user_token", token(FakeSlack.MEMBER))));
  }

  /** What drivers are told of {@code user}. */
  private String token(String user) {
    return new Person(FakeSlack.TEAM, user).token(plugin.server().settings(Slack.Settings.class));
  }

  @Test
  void aDriverActsForWhoeverHasInstalledTheAppByWhatItWasTold() {
    Installation<Slack.Config> made = new Slack().install(plugin.server(), grant(Purpose.INSTALL));
    made.credentials().forEach(plugin::keep);
    String told = made.parameters().get("user_token");
    JsonObject posted = plugin.action("post-message", json("{'channel':'C0G9QF9GZ','text':'a'}"));
    String delete =
        "{'method_name':'chat.delete','channel':'C0G9QF9GZ','ts':'%s','token':'%s'}"
            .formatted(posted.getString("ts"), told);
    assertThat(plugin.action("method", json(delete))).containsKey("ts");
    assertThat(slack.count()).isZero();
    assertThat(slack.requests().get(slack.requests().size() - 1).header("Authorization"))
        .contains("Bearer " + made.credentials().get("user-u024be7lh").token());
    JsonObject own =
        plugin.action(
            "post-message",
            json("{'channel':'C0G9QF9GZ','text':'a','token':'%s'}".formatted(told)));
    assertThat(own.getJsonObject("message").getString("user")).isEqualTo(FakeSlack.ADMIN);
  }

  @Test
  void nobodyActsForSomebodyByATokenThatWasMadeUp() {
    String told = token(FakeSlack.ADMIN);
    for (String made :
        List.of(
            told.replace(FakeSlack.ADMIN, FakeSlack.MEMBER),
            told.replaceFirst("-[0-9a-f]{64}$", "-" + "0".repeat(64)),
            new Person("T0", FakeSlack.ADMIN).token(plugin.server().settings(Slack.Settings.class)),
            "metagov-user-",
            "metagov-user-U1-")) {
      assertThat(problem("method", "{'method_name':'team.info','token':'%s'}".formatted(made)))
          .hasMessage("The token is none that was told of somebody here");
    }
    assertThat(problem("method", "{'method_name':'team.info','token':'%s'}".formatted(told)))
        .hasMessage("They have not let the gateway act for them")
        .returns(ProblemType.INVALID, ProblemException::type);
    assertThat(slack.requests()).isEmpty();
  }

  @Test
  void anAppThatActsForNobodyAsksForNoScopeOfAPerson() {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("metagov.plugin.slack.user-scopes", "none");
    plugin.set(settings);
    Installation<Slack.Config> made = new Slack().install(plugin.server(), grant(Purpose.INSTALL));
    assertThat(made.credentials()).containsOnlyKeys("bot");
  }

  @Test
  void aTokenOfAPersonShowsNoMoreThanThatTheyAreOfTheWorkspace() {
    JsonObject config =
        json(
            "{'team_id':'%s','bot_token':'%s'}"
                .formatted(FakeSlack.TEAM, slack.personal(FakeSlack.MEMBER)));
    try (PluginUnderTest other =
        new PluginUnderTest(new Slack(), config, Optional.of(slack.url()))) {
      other.set(SETTINGS);
      assertThat(catchThrowableOfType(ProblemException.class, other::initialize))
          .hasMessage("The token is not that of a bot")
          .returns(ProblemType.INVALID, ProblemException::type);
    }
  }

  @Test
  void aCopyOfATokenIsNotUsedOnceItIsTakenFromTheConfig() {
    JsonObject config = json("{'team_id':'%s'}".formatted(FakeSlack.TEAM));
    try (PluginUnderTest other =
        new PluginUnderTest(new Slack(), config, Optional.of(slack.url()))) {
      other.set(SETTINGS);
      other.keep("bot", new Credential(FakeSlack.BOT_TOKEN));
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class,
              () ->
                  other.reconfigure(
                      json(
                          "{'team_id':'%s','bot_token':'%s'}"
                              .formatted(FakeSlack.TEAM, FakeSlack.BOT_TOKEN))));
      assertThat(refused).hasMessage("slack: Slack was not let in: install it");
      assertThat(other.credentials()).isEmpty();
      assertThat(slack.requests()).isEmpty();
    }
  }

  /** Goes to Slack's page as a browser does, and comes back. */
  private AuthorizationGrant grant(Purpose purpose) {
    ConsentPage page =
        new Slack().consent(plugin.server(), new ConsentRequest(purpose, Optional.empty()));
    assertThat(page.url()).isEqualTo(slack.url() + "/oauth/v2/authorize");
    String query =
        page.parameters().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("&"));
    String back = slack.yes(page.url() + "?" + query + "&state=s&redirect_uri=" + BACK);
    String code = URI.create(back).getQuery().replaceFirst("code=([^&]*)&.*", "$1");
    return new AuthorizationGrant(code, BACK, "verifier", Map.of());
  }

  @Test
  void aTokenThatEndsIsRenewedAndTheCallMadeAgain() {
    slack.rotate();
    Credential bot =
        new Slack().install(plugin.server(), grant(Purpose.INSTALL)).credentials().get("bot");
    plugin.keep("bot", bot);
    assertThat(bot.isFresh(plugin.now().plus(Duration.ofHours(11)))).isTrue();
    slack.expire();
    assertThat(plugin.action("post-message", json("{'channel':'C0G9QF9GZ','text':'a'}")))
        .containsKey("ts");
    plugin.pass(Duration.ofHours(12));
    plugin.action("post-message", json("{'channel':'C0G9QF9GZ','text':'b'}"));
    assertThat(slack.renewals()).isEqualTo(2);
    assertThat(slack.count()).isEqualTo(2);
  }

  @Test
  void aTokenThatWasRevokedIsToldAsGone() {
    slack.expire();
    ProblemException refused = problem("post-message", "{'channel':'C0G9QF9GZ','text':'a'}");
    assertThat(refused.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(refused).hasMessage("slack: Slack refuses chat.postMessage: invalid_auth");
  }

  @Test
  void theTokenOfTheConfigIsUsedAsItIsNowAndKeptNowhereElse() {
    String next = "xoxb-17653672481-19874698323-next";
    slack.replace(next);
    JsonObject config = json("{'team_id':'%s','bot_token':'%s'}".formatted(FakeSlack.TEAM, next));
    try (PluginUnderTest again =
        new PluginUnderTest(new Slack(), config, Optional.of(slack.url()))) {
      again.set(SETTINGS);
      again.initialize();
      assertThat(again.credentials()).isEmpty();
      // As earlier versions have left it when they were given another one.
      again.keep("bot", new Credential(FakeSlack.BOT_TOKEN));
      again.initialize();
      assertThat(again.action("post-message", json("{'channel':'C0G9QF9GZ','text':'a'}")))
          .containsKey("ts");
      assertThat(slack.requests())
          .hasSize(3)
          .allMatch(
              request -> request.header("Authorization").equals(Optional.of("Bearer " + next)));
      slack.feel(Mood.TELLTALE);
      assertThat(
              catchThrowableOfType(
                  ProblemException.class,
                  () -> again.action("method", json("{'method_name':'users.info'}"))))
          .hasMessageContaining("answered 400")
          .hasMessageNotContaining(next);
    }
  }

  @Test
  void aMessageIsPostedToUsersInAConversationOfTheirOwn() {
    JsonObject posted = plugin.action("post-message", json("{'users':['U1','U2'],'text':'Hello'}"));
    assertThat(posted.getString("channel")).startsWith("G");
    assertThat(posted).doesNotContainKey("ok");
    assertThat(problem("post-message", "{'text':'Hello'}"))
        .hasMessage("users or channel are required");
    assertThat(problem("post-message", "{'channel':'C404','text':'Hello'}"))
        .hasMessage("Slack refuses chat.postMessage: channel_not_found");
  }

  @Test
  void aChannelIsJoinedWhereThatIsWhatIsMissing() {
    String pin =
        "{'method_name':'pins.add','channel':'%s','timestamp':'1.1'}"
            .formatted(FakeSlack.ELSEWHERE);
    assertThat(plugin.action("method", json(pin))).isEmpty();
    assertThat(slack.requests().stream().map(r -> r.target()))
        .containsExactly("/api/pins.add", "/api/conversations.join", "/api/pins.add");
    assertThat(problem("method", "{'method_name':'no.such'}"))
        .hasMessage("Slack refuses no.such: unknown_method");
  }

  @Test
  void eachHasOneVoteAndTheLastOneCounts() {
    Running vote = choice("'eligible_voters':['U1','U2','U3'],'ineligible_voters':['U3'],");
    assertThat(vote.url().orElseThrow()).startsWith("https://ghostbusters.slack.com/archives/");
    assertThat(votes(vote))
        .isEqualTo(json("{'tea':{'users':[],'count':0},'coffee':{'users':[],'count':0}}"));
    slack.act("U1", "cast_vote", "tea");
    slack.act("U2", "cast_vote", "tea");
    slack.act("U1", "cast_vote", "coffee");
    slack.act("U3", "cast_vote", "tea");
    slack.act("U4", "cast_vote", "tea");
    slack.act("U2", "cast_vote", "water");
    slack.act("U2", "another_button", "coffee");
    assertThat(plugin.workOff()).isEqualTo(7);
    assertThat(votes(vote))
        .isEqualTo(json("{'tea':{'users':['U2'],'count':1},'coffee':{'users':['U1'],'count':1}}"));
    assertThat(slack.ephemeral().stream().map(told -> told.get("user")))
        .containsExactly("U3", "U4");
    assertThat(slack.ephemeral().get(0))
        .containsEntry("text", "You are not eligible to vote in this poll.");
    vote.close();
    assertThat(votes(vote).getJsonObject("tea").getInt("count")).isEqualTo(1);
    assertThat(slack.shown()).contains("<@U2>").doesNotContain("accessory");
  }

  @Test
  void whereNobodyIsNamedAnybodyMayVote() {
    Running vote = choice("'eligible_voters':[],'ineligible_voters':['U3'],");
    slack.act("U1", "cast_vote", "tea");
    slack.act("U3", "cast_vote", "tea");
    plugin.workOff();
    assertThat(votes(vote).getJsonObject("tea")).isEqualTo(json("{'users':['U1'],'count':1}"));
  }

  @Test
  void anOlderClickThatComesLaterChangesNothing() {
    Running vote = choice("");
    // As floats they would be the same.
    click("U1", "cast_vote", "coffee", "1548426417.84018000");
    click("U1", "cast_vote", "coffee", "1548426417.840180003");
    click("U1", "cast_vote", "tea", "1548426417.840180002");
    click("U1", "cast_vote", "tea", "999999999.9");
    click("U2", "cast_vote", "tea", "999999999.9");
    assertThat(votes(vote))
        .isEqualTo(json("{'tea':{'users':['U2'],'count':1},'coffee':{'users':['U1'],'count':1}}"));
    click("U1", "cast_vote", "tea", "1548426417.9");
    assertThat(votes(vote).getJsonObject("tea").getInt("count")).isEqualTo(2);
  }

  @Test
  void anOlderChoiceOfTheSameCandidateThatComesLaterChangesNothing() {
    Running vote = advanced("");
    click("U1", "advanced_vote.0", "0", "1548426417.2");
    click("U1", "advanced_vote.0", "1", "1548426417.1");
    click("U1", "advanced_vote.1", "1", "1548426417.1");
    click("U2", "advanced_vote.0", "1", "1548426417.1");
    assertThat(votes(vote))
        .isEqualTo(json("{'U1':{'A. Nother':'yes','Bob':'no'},'U2':{'A. Nother':'no'}}"));
  }

  /** So are those that an earlier version has counted. */
  @Test
  void aVoteWithoutATimeCountsAndIsOlderThanWhatComesLater() {
    Running emoji = choice("");
    click("U1", "cast_vote", "tea", "");
    assertThat(emoji.remembered()).doesNotContainKey("times");
    assertThat(votes(emoji).getJsonObject("tea").getInt("count")).isEqualTo(1);
    click("U1", "cast_vote", "coffee", "1548426417.1");
    assertThat(votes(emoji).getJsonObject("coffee").getInt("count")).isEqualTo(1);
    click("U1", "cast_vote", "tea", "now");
    click("U1", "cast_vote", "coffee", "1548426417.0");
    assertThat(votes(emoji).getJsonObject("tea").getInt("count")).isEqualTo(1);
    Running advanced = advanced("");
    click("U1", "advanced_vote.0", "0", "");
    assertThat(advanced.remembered()).doesNotContainKey("times");
    click("U1", "advanced_vote.0", "1", "1548426417.1");
    assertThat(votes(advanced)).isEqualTo(json("{'U1':{'A. Nother':'no'}}"));
  }

  private void click(String user, String action, String value, String time) {
    slack.act(user, action, value, Optional.of(time).filter(at -> !at.isEmpty()));
    assertThat(plugin.workOff()).isEqualTo(1);
  }

  @Test
  void aNoticeThatSlackDoesNotTakeHoldsUpNoVote() {
    Running emoji = choice("'ineligible_voters':['U3'],");
    slack.refuse("chat.postEphemeral");
    slack.act("U3", "cast_vote", "tea");
    slack.act("U1", "cast_vote", "tea");
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(votes(emoji).getJsonObject("tea").getInt("count")).isEqualTo(1);
    plugin.wait(Duration.ofSeconds(20));
    Running advanced = advanced("'ineligible_voters':['U3'],");
    slack.act("U3", "advanced_vote.0", "0");
    slack.act("U1", "advanced_vote.0", "0");
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(votes(advanced)).isEqualTo(json("{'U1':{'A. Nother':'yes'}}"));
    assertThat(slack.ephemeral()).isEmpty();
  }

  @Test
  void aVoteInAChannelThatTheBotIsNotInIsFoundAgain() {
    JsonObject question =
        json(
            "{'title':'Tea?','poll_type':'boolean','channel':'%s'}".formatted(FakeSlack.ELSEWHERE));
    Running begun = plugin.start("emoji-vote", question, "start-1");
    Running found = plugin.find("emoji-vote", question, "start-1").orElseThrow();
    assertThat(found.url()).isEqualTo(begun.url());
    assertThat(plugin.find("emoji-vote", question, "start-2")).isEmpty();
    assertThat(slack.requests().stream().map(r -> r.target()))
        .containsOnlyOnce("/api/conversations.join");
    assertThat(slack.count()).isEqualTo(1);
  }

  /** Nor is it taken for one that there is not, or there would be two. */
  @Test
  void whereTheBotMayNotJoinAVoteIsNotFoundYet() {
    slack.stayOut();
    JsonObject question =
        json(
            "{'title':'Tea?','poll_type':'boolean','channel':'%s'}".formatted(FakeSlack.ELSEWHERE));
    plugin.start("emoji-vote", question, "start-1");
    ProblemException unknown =
        catchThrowableOfType(
            ProblemException.class, () -> plugin.find("emoji-vote", question, "start-1"));
    assertThat(unknown.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(unknown)
        .hasMessage(
            "slack: Slack refuses conversations.join: missing_scope (needed: channels:join)");
  }

  @Test
  void aVoteInAChannelThatIsCalledByItsNameIsFoundAgain() {
    for (String channel : List.of("general", "#random")) {
      JsonObject question =
          json("{'title':'Tea?','poll_type':'boolean','channel':'%s'}".formatted(channel));
      Running begun = plugin.start("emoji-vote", question, "start-" + channel);
      assertThat(plugin.find("emoji-vote", question, "start-" + channel).orElseThrow().url())
          .isEqualTo(begun.url());
      assertThat(plugin.find("emoji-vote", question, "start-0")).isEmpty();
    }
    JsonObject nowhere = json("{'title':'Tea?','poll_type':'boolean','channel':'nowhere'}");
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> plugin.find("emoji-vote", nowhere, "start-1")))
        .hasMessage("slack: Slack shows no channel of this name")
        .returns(ProblemType.PLATFORM_FAILED, ProblemException::type);
    String pin = "{'method_name':'pins.add','channel':'%s','timestamp':'1.1'}";
    assertThat(problem("method", pin.formatted("nowhere")).type()).isEqualTo(ProblemType.INVALID);
  }

  @Test
  void withoutItsScopeTheBotWritesWhereItIsOnly() {
    slack.writeWhereItIsOnly();
    assertThat(
            problem("post-message", "{'channel':'%s','text':'a'}".formatted(FakeSlack.ELSEWHERE)))
        .hasMessage("Slack refuses chat.postMessage: not_in_channel");
  }

  @Test
  void theMessageShowsVotesAndIsNotWrittenMoreOftenThanSlackAllows() {
    Running vote = choice("");
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 20; i++) {
        slack.act("U" + (i + second * 20), "cast_vote", i % 2 == 0 ? "tea" : "coffee");
      }
      plugin.workOff();
      plugin.pass(Duration.ofSeconds(1));
      vote.check();
    }
    plugin.pass(Duration.ofSeconds(2));
    vote.check();
    assertThat(votes(vote).getJsonObject("tea").getInt("count")).isEqualTo(100);
    assertThat(slack.shown()).contains("`100`").contains("accessory");
    assertThat(slack.requests().stream().filter(r -> r.target().equals("/api/chat.update")).count())
        .isBetween(4L, 6L);
  }

  @Test
  void aBooleanVoteIsYesOrNo() {
    Running vote =
        plugin.start(
            "emoji-vote",
            json("{'title':'Tea?','poll_type':'boolean','eligible_voters':['U1','U2']}"),
            "start-1");
    assertThat(votes(vote).keySet()).containsExactly("yes", "no");
    assertThat(slack.shown()).contains("Approve").contains(":+1:");
    slack.act("U1", "cast_vote", "yes");
    plugin.workOff();
    assertThat(votes(vote).getJsonObject("yes").getInt("count")).isEqualTo(1);
    assertThat(vote.outcome().getString("channel")).startsWith("G");
  }

  @Test
  void anAdvancedVoteIsPerCandidateAndUser() {
    Running vote = advanced("'ineligible_voters':['U9'],");
    assertThat(votes(vote)).isEmpty();
    slack.act("U1", "advanced_vote.0", "1");
    slack.act("U1", "advanced_vote.1", "0");
    slack.act("U1", "advanced_vote.0", "0");
    slack.act("U2", "advanced_vote.7", "0");
    slack.act("U9", "advanced_vote.0", "0");
    plugin.workOff();
    assertThat(votes(vote)).isEqualTo(json("{'U1':{'A. Nother':'yes','Bob':'yes'}}"));
    assertThat(slack.ephemeral()).hasSize(1);
  }

  @Test
  void aMessageThatWasDeletedIsGone() {
    Running vote = choice("");
    slack.delete();
    ProblemException gone = catchThrowableOfType(ProblemException.class, vote::check);
    assertThat(gone.getCause()).isInstanceOf(PlatformException.class);
    assertThat(((PlatformException) gone.getCause()).isGone()).isTrue();
    vote.close();
    assertThat(vote.isPending()).isFalse();
  }

  @Test
  void anAppThatIsUninstalledIsDisabled() {
    slack.happen(json("{'type':'tokens_revoked','tokens':{'bot':['U0']}}"));
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.disabledFor()).isEmpty();
    slack.expire();
    slack.happen(json("{'type':'app_uninstalled'}"));
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.disabledFor()).contains("The app was uninstalled on Slack");
    assertThat(plugin.events())
        .extracting(Emitted::eventType)
        .containsExactly("tokens_revoked", "app_uninstalled");
  }

  /** The webhook may be lost; whoever installs the app for another community finds that out. */
  @Test
  void whoseTokenSlackTakesNoMoreIsShutOut() {
    assertThat(plugin.isShutOut()).isFalse();
    slack.replace("xoxb-17653672481-19874698323-again");
    assertThat(plugin.isShutOut()).isTrue();
  }

  @Test
  void anAppThatWasInstalledAgainSinceIsNotDisabled() {
    String next = "xoxb-17653672481-19874698323-again";
    slack.replace(next);
    plugin.keep("bot", new Credential(next));
    slack.happen(json("{'type':'app_uninstalled'}"));
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.disabledFor()).isEmpty();
    assertThat(plugin.events()).extracting(Emitted::eventType).containsExactly("app_uninstalled");
  }

  @Test
  void whatHappensIsAnEvent() {
    slack.happen(
        json("{'type':'reaction_added','user':'U1','reaction':'tea','item':{'channel':'C1'}}"));
    slack.happen(json("{'type':'user_change','user':{'id':'U2','name':'ann'}}"));
    slack.happen(json("{'type':'message','user':'%s','text':'a'}".formatted(FakeSlack.BOT_USER)));
    slack.happen(json("{'type':'channel_created','channel':{'id':'C7'}}"));
    plugin.workOff();
    List<Emitted> events = plugin.events();
    assertThat(events)
        .extracting(Emitted::eventType)
        .containsExactly("reaction_added", "user_change", "message", "channel_created");
    assertThat(events.get(0).data()).isEqualTo(json("{'reaction':'tea','item':{'channel':'C1'}}"));
    assertThat(events)
        .extracting(event -> event.initiator().toString())
        .containsExactly(
            json("{'user_id':'U1','provider':'slack','is_metagov_bot':false}").toString(),
            json("{'user_id':'U2','provider':'slack','is_metagov_bot':false}").toString(),
            json("{'user_id':'%s','provider':'slack','is_metagov_bot':true}"
                    .formatted(FakeSlack.BOT_USER))
                .toString(),
            json("{'user_id':null,'provider':'slack','is_metagov_bot':null}").toString());
  }

  @Test
  void slackIsAnsweredItsChallengeOnceItIsKnownToBeSlack() {
    String body = "{\"token\":\"z\",\"challenge\":\"3eZbrw1aBm\",\"type\":\"url_verification\"}";
    assertThat(plugin.admit(request(body, Instant.now())))
        .isInstanceOfSatisfying(
            Gate.Answer.class, answer -> assertThat(answer.reply().body()).isEqualTo("3eZbrw1aBm"));
    assertThat(plugin.admit(new WebhookRequest(Map.of(), "", bytes(body), Instant.now())))
        .isInstanceOf(Gate.Refuse.class);
  }

  @Test
  void whatIsOlderThanFiveMinutesIsRefused() {
    String body =
        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"team_id\":\"T9TK3CUKW\",\"event\":{}}";
    Instant now = Instant.now();
    assertThat(plugin.admit(request(body, now.minusSeconds(299)))).isInstanceOf(Gate.Accept.class);
    assertThat(plugin.admit(request(body, now.minusSeconds(302)))).isInstanceOf(Gate.Refuse.class);
    assertThat(plugin.admit(request(body, now.plusSeconds(302)))).isInstanceOf(Gate.Refuse.class);
  }

  @Test
  void whatIsOfAnotherTeamIsNobodysHere() {
    String body =
        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"team_id\":\"T0\",\"event\":{}}";
    assertThat(plugin.admit(request(body, Instant.now()))).isInstanceOf(Gate.PassOver.class);
  }

  @Test
  void whatIsSignedAndMakesNoSenseIsRefused() {
    for (String body :
        List.of(
            "{}",
            "[]",
            "{'type':7}",
            "{'type':'url_verification'}",
            "{'type':'event_callback','team_id':'T9TK3CUKW'}",
            "{'type':'event_callback','team_id':{},'event_id':'Ev1'}")) {
      assertThat(refused(request(body.replace('\'', '"'), Instant.now()))).isEqualTo(400);
    }
    for (String payload :
        List.of(
            "7",
            "{'type':'block_actions','team':'T9TK3CUKW','message':{'ts':'1'},'channel':{'id':'C'}}",
            "{'type':'block_actions','team':{'id':'T9TK3CUKW'},'message':{},'channel':{'id':'C'}}",
            "{'type':'block_actions','team':{'id':'T9TK3CUKW'},'message':{'ts':'1'}}")) {
      assertThat(refused(interaction(payload))).as(payload).isEqualTo(400);
    }
  }

  private int refused(WebhookRequest request) {
    return catchThrowableOfType(ProblemException.class, () -> plugin.admit(request))
        .type()
        .status();
  }

  @Test
  void whatIsOfNoWorkspaceIsPassedOver() {
    assertThat(
            plugin.admit(
                interaction(
                    "{'type':'block_actions','team':null,'message':{'ts':'1'},'channel':{'id':'C'},"
                        + "'enterprise':{'id':'E1'},'is_enterprise_install':true}")))
        .isInstanceOf(Gate.PassOver.class);
    String event =
        "{\"type\":\"event_callback\",\"event_id\":\"Ev1\",\"team_id\":null,\"event\":{}}";
    assertThat(plugin.admit(request(event, Instant.now()))).isInstanceOf(Gate.PassOver.class);
  }

  private static WebhookRequest interaction(String payload) {
    String form =
        "payload=" + URLEncoder.encode(payload.replace('\'', '"'), StandardCharsets.UTF_8);
    return request("application/x-www-form-urlencoded", form, Instant.now());
  }

  @Test
  void aServerThatIsNotSetUpSaysWhatIsMissing() {
    plugin.set(Map.of());
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> plugin.admit(request("{}", Instant.now()))))
        .hasMessageContaining("metagov.plugin.slack.signing-secret: is not set");
  }

  private static WebhookRequest request(String body, Instant time) {
    return request("application/json", body, time);
  }

  private static WebhookRequest request(String type, String body, Instant time) {
    Map<String, List<String>> headers =
        FakeSlack.signed(Map.of("Content-Type", type), bytes(body), time).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
    return new WebhookRequest(headers, "", bytes(body), Instant.now());
  }

  private Running choice(String more) {
    return plugin.start(
        "emoji-vote",
        json(
            "{'title':'What?','poll_type':'choice','options':['tea','coffee'],"
                + more
                + "'channel':'C0G9QF9GZ'}"),
        "start-1");
  }

  private Running advanced(String more) {
    return plugin.start(
        "advanced-vote",
        json(
            "{'title':'Who?','candidates':['A. Nother','Bob'],'options':['yes','no'],"
                + more
                + "'channel':'C0G9QF9GZ'}"),
        "start-1");
  }

  private static JsonObject votes(Running vote) {
    return vote.outcome().getJsonObject("votes");
  }

  private ProblemException problem(String action, String parameters) {
    return catchThrowableOfType(
        ProblemException.class, () -> plugin.action(action, json(parameters)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject json(String text) {
    return Json.createObjectBuilder(JsonText.parse(text.replace('\'', '"')).asJsonObject()).build();
  }
}
