package org.metagov.gateway.plugins.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.ConsentRequest.Purpose;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

class GitHubTest {
  private static final String BACK = "https://gateway.example.org/auth/github/callback";
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final FakeGitHub github = new FakeGitHub();
  private final PluginUnderTest plugin =
      new PluginUnderTest(
          new GitHub(),
          json("{'owner':'octo-org','installation_id':'%s'}".formatted(FakeGitHub.INSTALLATION)),
          Optional.of(github.url()));

  @BeforeEach
  void install() {
    plugin.set(FakeGitHub.settings());
    github.hook(plugin.hookUrl());
    plugin.initialize();
  }

  @AfterEach
  void close() {
    plugin.close();
    github.close();
  }

  @Test
  void whoAdministersAllItReachesInstallsTheApp() {
    Installation<GitHub.Config> made = installed(FakeGitHub.ADMIN, FakeGitHub.INSTALLATION);
    assertThat(made.config())
        .isEqualTo(new GitHub.Config(Optional.of("octo-org"), FakeGitHub.INSTALLATION));
    assertThat(made.credentials()).containsOnlyKeys("installation-" + FakeGitHub.INSTALLATION);
    assertThat(made.parameters())
        .isEqualTo(Map.of("user_id", "583231", "user_name", FakeGitHub.ADMIN));
  }

  /** GitHub lists it to them all the same: they may read a repository. */
  @Test
  void whoMayOnlyReadThereDoesNot() {
    assertThat(refusal(FakeGitHub.MEMBER, FakeGitHub.INSTALLATION))
        .isEqualTo("github_installer_is_not_admin");
  }

  @Test
  void anInstallationOfOthersIsNobodysToTake() {
    assertThat(refusal("mallory", FakeGitHub.INSTALLATION)).isEqualTo("github_wrong_installation");
    assertThat(refusal(FakeGitHub.ADMIN, "957388")).isEqualTo("github_wrong_installation");
    assertThat(refusal(FakeGitHub.ADMIN, "../1")).isEqualTo("github_wrong_installation");
    assertThat(github.minted()).as("tokens of others").isEqualTo(1);
  }

  @Test
  void whatAnOwnerHasToApproveIsNotInstalledYet() {
    assertThat(refusal(FakeGitHub.ADMIN, "")).isEqualTo("github_installation_requested");
  }

  private String refusal(String login, String installation) {
    return catchThrowableOfType(AuthorizationException.class, () -> installed(login, installation))
        .code();
  }

  private Installation<GitHub.Config> installed(String login, String installation) {
    AuthorizationGrant grant = grant(Purpose.INSTALL, login);
    return new GitHub()
        .install(
            plugin.server(),
            new AuthorizationGrant(
                grant.code(), BACK, VERIFIER, Map.of("installation_id", installation)));
  }

  @Test
  void aCodeIsGoodOnce() {
    AuthorizationGrant grant = grant(Purpose.INSTALL, FakeGitHub.ADMIN);
    new GitHub().install(plugin.server(), grant);
    assertThat(
            catchThrowableOfType(
                PlatformException.class, () -> new GitHub().install(plugin.server(), grant)))
        .hasMessage("GitHub refuses the code: bad_verification_code");
  }

  /** Where they may read something; who may not is known all the same. */
  @Test
  void somebodySignsIn() {
    assertThat(new GitHub().signIn(plugin.server(), grant(Purpose.SIGN_IN, FakeGitHub.MEMBER)))
        .isEqualTo(
            new SignIn(
                "21031067", FakeGitHub.INSTALLATION, Map.of("user_name", FakeGitHub.MEMBER)));
    assertThat(
            new GitHub().signIn(plugin.server(), grant(Purpose.SIGN_IN, "mallory")).platformIds())
        .isEmpty();
  }

  /** Goes to GitHub's page as a browser does, and comes back. */
  private AuthorizationGrant grant(Purpose purpose, String login) {
    ConsentPage page =
        new GitHub().consent(plugin.server(), new ConsentRequest(purpose, Optional.empty()));
    Map<String, String> query = new LinkedHashMap<>(page.parameters());
    query.put("state", "s");
    query.put("redirect_uri", BACK);
    query.put("code_challenge", CHALLENGE);
    String location =
        page.url()
            + query.entrySet().stream()
                .map(
                    e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    URI back = URI.create(github.yes(login, location, BACK));
    Map<String, String> told =
        List.of(back.getQuery().split("&", -1)).stream()
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String code = told.remove("code");
    return new AuthorizationGrant(code, BACK, VERIFIER, told);
  }

  /** The app's key opens all of them: so no config of a driver may name one by itself. */
  @Test
  void noConfigBindsAnInstallationThatNobodyHasShownToBeTheirs() {
    Map<String, String> settings = new LinkedHashMap<>(FakeGitHub.settings());
    settings.put("metagov.plugin.github.installations", "village:" + FakeGitHub.INSTALLATION);
    int before = github.requests().size();
    try (PluginUnderTest stranger = another("{'installation_id':'957387'}")) {
      stranger.set(settings);
      ProblemException refused = catchThrowableOfType(ProblemException.class, stranger::initialize);
      assertThat(refused.type()).isEqualTo(ProblemType.INVALID);
      assertThat(refused).hasMessageContaining("install the app by /auth/github/authorize");
      assertThat(github.requests()).as("nor learns whose it is").hasSize(before);
      // What an installation leaves behind is what shows it.
      installed(FakeGitHub.ADMIN, FakeGitHub.INSTALLATION).credentials().forEach(stranger::keep);
      stranger.initialize();
    }
  }

  @Test
  void anInstallationIsThatOfItsOwner() {
    try (PluginUnderTest other = another("{'installation_id':'957387','owner':'mallory'}")) {
      other.set(FakeGitHub.settings());
      assertThat(catchThrowableOfType(ProblemException.class, other::initialize))
          .hasMessageContaining("The installation is that of octo-org");
    }
    try (PluginUnderTest same = another("{'installation_id':'957387','owner':'Octo-Org'}")) {
      same.set(FakeGitHub.settings());
      same.initialize();
    }
  }

  @Test
  void anInstallationThatIsNoNumberIsRefusedBeforeItStandsInAPath() {
    int before = github.requests().size();
    try (PluginUnderTest odd = another("{'installation_id':'1/../../user'}")) {
      odd.set(FakeGitHub.settings());
      assertThat(catchThrowableOfType(ProblemException.class, odd::initialize))
          .hasMessageContaining("installation_id is a number");
    }
    assertThat(github.requests()).hasSize(before);
  }

  private PluginUnderTest another(String config) {
    return new PluginUnderTest(new GitHub(), json(config), Optional.of(github.url()));
  }

  @Test
  void aTokenThatEndsIsRenewedOnce() {
    assertThat(github.minted()).isEqualTo(1);
    create("a");
    assertThat(github.minted()).isEqualTo(1);
    github.expire();
    create("b");
    assertThat(github.minted()).as("GitHub has taken it no more").isEqualTo(2);
    github.pass(Duration.ofMinutes(59).plusSeconds(30));
    plugin.pass(Duration.ofMinutes(59).plusSeconds(30));
    create("c");
    assertThat(github.minted()).as("it was about to end").isEqualTo(3);
    assertThat(github.count()).isEqualTo(3);
  }

  @Test
  void whatASuspendedInstallationIsAskedForFailsUntilTheSuspensionIsOver() {
    Running vote = reactions("");
    github.suspend();
    github.react("ann", "+1");
    String issue = "{'repo_name':'hello-world','title':'a','body':''}";
    for (ProblemException suspended :
        List.of(
            problem("create-issue", issue),
            catchThrowableOfType(ProblemException.class, vote::check),
            catchThrowableOfType(ProblemException.class, vote::close))) {
      assertThat(suspended.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
      assertThat(suspended)
          .hasMessageContaining("403: This installation has been suspended")
          .hasMessageContaining("has suspended it on GitHub");
      // Or a vote that has stood still for a day would end.
      assertThat(suspended.getCause())
          .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.isGone()).isFalse());
    }
    github.unsuspend();
    create("a");
    assertThat(vote.isPending()).isTrue();
    vote.check();
    assertThat(votes(vote).getJsonObject("yes").getInt("count"))
        .as("people could vote all the time")
        .isEqualTo(1);
  }

  /** Or a start would be tried for a day that nothing can come of. */
  @Test
  void thatAnInstallationIsSuspendedIsAnAnswerAndNoDoubt() {
    github.suspend();
    github.expire();
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> reactions(""));
    assertThat(refused.getCause())
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.isGone()).isFalse();
              assertThat(e.status()).isEqualTo(403);
            });
  }

  private void create(String title) {
    plugin.action(
        "create-issue",
        json("{'repo_name':'hello-world','title':'%s','body':''}".formatted(title)));
  }

  @Test
  void whatGitHubRefusesIsToldInItsWords() {
    assertThat(problem("create-issue", "{'repo_name':'hello-world','title':' ','body':''}"))
        .hasMessage(
            "GitHub answered POST /repos/octo-org/hello-world/issues with 422: Validation Failed;"
                + " Issue title missing_field");
    assertThat(problem("create-issue", "{'repo_name':'no-such','title':'a','body':''}").type())
        .isEqualTo(ProblemType.INVALID);
    github.readOnly();
    assertThat(problem("create-issue", "{'repo_name':'hello-world','title':'a','body':''}"))
        .hasMessageContaining("403: Resource not accessible by integration");
  }

  @Test
  void limitsAreObeyedAsGitHubTellsThem() {
    // All by one clock that stands still: by two, it would be a matter of how they run.
    plugin.keepOwnTime();
    github.keepTimeOf(plugin::now);
    github.limit(Duration.ofMinutes(20));
    ProblemException primary = problem("get-installation", "{}");
    assertThat(primary.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(primary.retryAfter().orElseThrow())
        .isBetween(Duration.ofMinutes(20).minusSeconds(1), Duration.ofMinutes(20));
    int before = github.requests().size();
    github.unlimit();
    assertThat(problem("get-installation", "{}").retryAfter()).isPresent();
    assertThat(github.requests()).as("GitHub was left alone").hasSize(before);
    plugin.keepOwnTime();
    github.limitSecondarily();
    assertThat(problem("get-installation", "{}").retryAfter()).contains(Duration.ofMinutes(1));
    int since = github.requests().size();
    github.unlimit();
    assertThat(problem("get-installation", "{}").retryAfter()).isPresent();
    plugin.pass(Duration.ofSeconds(59));
    assertThat(problem("get-installation", "{}").retryAfter()).isPresent();
    assertThat(github.requests()).as("also where no header says so").hasSize(since);
    plugin.pass(Duration.ofSeconds(2));
    plugin.action("get-installation", json("{}"));
  }

  @Test
  void anyMethodIsPerformedWithItsParametersWhereTheyBelong() {
    plugin.action(
        "method",
        json(
            "{'method':'post','route':'/repos/{owner}/{repo}/issues','repo':'hello-world',"
                + "'title':'Tea?','body':'It is cold.'}"));
    assertThat(last().body()).isEqualTo("{\"title\":\"Tea?\",\"body\":\"It is cold.\"}");
    JsonObject closed =
        plugin.action(
            "method",
            json(
                "{'method':'PATCH','route':'/repos/{owner}/hello-world/issues/{number}','number':1,"
                    + "'state':'closed'}"));
    assertThat(closed.getString("state")).isEqualTo("closed");
    for (int i = 0; i < 40; i++) {
      create("issue " + i);
    }
    String list = "{'route':'/repos/{owner}/hello-world/issues','state':'all'}";
    JsonObject first = plugin.action("method", json(list));
    assertThat(first.getJsonArray("items")).hasSize(30);
    assertThat(first.getInt("next_page")).isEqualTo(2);
    assertThat(last().target()).endsWith("/issues?state=all");
    JsonObject rest = plugin.action("method", json(list.replace("'all'}", "'all','page':2}")));
    assertThat(rest.getJsonArray("items")).hasSize(11);
    assertThat(rest).doesNotContainKey("next_page");
  }

  /** A parameter is one segment, or several; never a query, and never more than it says. */
  @Test
  void aRouteHasAnEnd() {
    String text = "%61".repeat(100_000);
    assertThat(problem("method", "{'route':'/%s'}".formatted(text.replace("%", "%%"))).type())
        .isEqualTo(ProblemType.INVALID);
    assertThat(
            problem(
                "method",
                "{'route':'/repos/{owner}/a/contents/{path}','path':'%s'}"
                    .formatted("a".repeat(100_000))))
        .hasMessage("route has at most 2000 characters, filled in");
  }

  @Test
  void aParameterOfARouteStaysWhereItIs() {
    problem("method", "{'route':'/repos/{owner}/x/contents/{path}','path':'docs/a b?c=%2e#d'}");
    assertThat(last().target()).endsWith("/repos/octo-org/x/contents/docs/a%20b%3Fc%3D%252e%23d");
    problem("method", "{'route':'/repos/{owner}/x','owner':'mallory'}");
    assertThat(last().target()).contains("/repos/octo-org/x");
  }

  private FakeServer.Request last() {
    return github.requests().get(github.requests().size() - 1);
  }

  @Test
  void peopleVoteByReactionsAndTheLastOneCounts() {
    Running vote =
        reactions(
            "'help_text':'Think.','eligible_voters':['Ann','bob','carol'],'ineligible_voters':['carol'],");
    assertThat(vote.url()).contains(github.url() + "/octo-org/hello-world/issues/1");
    assertThat(votes(vote))
        .isEqualTo(json("{'yes':{'users':[],'count':0},'no':{'users':[],'count':0}}"));
    assertThat(github.shown())
        .startsWith("VOTE: Tea?\nThis is a react vote issue.")
        .contains("Additional guidance: Think.\n\nQUESTION: Tea?");
    github.react("ann", "+1");
    github.react("bob", "-1");
    github.react("bob", "+1");
    github.react("bob", "heart");
    github.react("carol", "+1");
    github.react("dan", "+1");
    github.react("dependabot[bot]", "-1");
    vote.check();
    assertThat(votes(vote))
        .isEqualTo(json("{'yes':{'users':['ann','bob'],'count':2},'no':{'users':[],'count':0}}"));
    assertThat(vote.outcome()).doesNotContainKey("result");
    github.unreact("bob", "+1");
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(vote.outcome())
        .isEqualTo(
            json(
                "{'issue_number':1,'votes':{'yes':{'users':['ann'],'count':1},"
                    + "'no':{'users':['bob'],'count':1}},'result':'tie'}"));
    assertThat(github.isClosed()).isTrue();
    assertThat(github.said()).hasSize(1);
    assertThat(github.said().get(0))
        .startsWith("This vote is now closed. The result was tie with 1 votes for and 1 votes");
  }

  @Test
  void whereNobodyIsNamedAnybodyMayVote() {
    Running vote = reactions("'eligible_voters':[],'ineligible_voters':['carol'],");
    github.react("ann", "+1");
    github.react("carol", "+1");
    vote.check();
    assertThat(votes(vote).getJsonObject("yes")).isEqualTo(json("{'users':['ann'],'count':1}"));
  }

  @Test
  void allPagesAreCounted() {
    Running reactions = reactions("");
    for (int i = 0; i < 230; i++) {
      github.react("voter-" + i, i % 2 == 0 ? "+1" : "-1");
    }
    reactions.check();
    assertThat(votes(reactions).getJsonObject("yes").getInt("count")).isEqualTo(115);
    assertThat(votes(reactions).getJsonObject("no").getInt("count")).isEqualTo(115);
    Running comments = comments("");
    for (int i = 0; i < 130; i++) {
      github.comment("voter-" + i, "^^^^tea^^^^");
    }
    comments.check();
    assertThat(votes(comments).getJsonObject("tea").getInt("count")).isEqualTo(130);
  }

  @Test
  void peopleVoteByCommentsAndTheLastOneCounts() {
    Running vote = comments("'options':['Tea','coffee'],");
    assertThat(votes(vote))
        .isEqualTo(json("{'tea':{'users':[],'count':0},'coffee':{'users':[],'count':0}}"));
    github.comment("ann", "^^^^tea^^^^, please");
    github.comment("bob", "I say ^^^^ TEA ^^^^ and ^^^^coffee^^^^");
    github.comment("ann", "on second thought: ^^^^Coffee^^^^");
    github.comment("ann", "That was it.");
    github.comment("carol", "^^^^water^^^^");
    github.comment("dan", "^^^^coffee");
    github.comment("dependabot[bot]", "^^^^tea^^^^");
    assertThat(plugin.workOff()).isEqualTo(8);
    assertThat(votes(vote))
        .isEqualTo(
            json("{'tea':{'users':['bob'],'count':1},'coffee':{'users':['ann'],'count':1}}"));
    pass(Duration.ofSeconds(5));
    github.edit("bob", "I say ^^^^ TEA ^^^^ and ^^^^coffee^^^^", "^^^^coffee^^^^");
    plugin.workOff();
    assertThat(votes(vote).getJsonObject("coffee").getInt("count")).isEqualTo(2);
    vote.close();
    assertThat(vote.outcome())
        .isEqualTo(
            json(
                "{'issue_number':1,'votes':{'tea':{'users':[],'count':0},"
                    + "'coffee':{'users':['ann','bob'],'count':2}},'voters':['ann','bob']}"));
    assertThat(github.said().get(github.said().size() - 1))
        .contains("`coffee`: 2\n`tea`: 0\n")
        .contains("People voting: ann, bob");
  }

  /** Whoever may comment writes what the app repeats. */
  @Test
  void howeverManyWriteTheyAreCountedEveryFewSeconds() {
    Running vote = comments("'options':['tea','coffee'],");
    github.comment("ann", "^^^^tea^^^^");
    plugin.workOff();
    int before = github.requests().size();
    for (int i = 0; i < 20; i++) {
      github.comment("user-" + i, "^^^^tea^^^^");
    }
    plugin.workOff();
    assertThat(github.requests()).as("as it was counted just now").hasSize(before);
    assertThat(votes(vote).getJsonObject("tea").getInt("count")).isEqualTo(1);
    pass(Duration.ofSeconds(5));
    github.comment("bob", "^^^^coffee^^^^");
    plugin.workOff();
    assertThat(votes(vote).getJsonObject("tea").getInt("count")).isEqualTo(21);
    assertThat(votes(vote).getJsonObject("coffee").getInt("count")).isEqualTo(1);
    github.close(FakeGitHub.ADMIN);
    plugin.workOff();
    assertThat(vote.isPending()).as("an end is seen at once").isFalse();
  }

  @Test
  void nobodyIsCalledByTheResult() {
    Running vote = comments("");
    github.comment("mallory", "^^^^`@octo-org/everybody`^^^^");
    vote.close();
    assertThat(github.said().get(1)).contains("\n`@octo-org/everybody`: 1\n");
  }

  @Test
  void aVoteEndsAtItsTimeAndWhatComesLaterDoesNotCount() {
    String end = plugin.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS).toString();
    Running reactions = reactions("'closing_at':'%s',".formatted(end));
    github.react("ann", "+1");
    pass(Duration.ofHours(2));
    github.react("bob", "-1");
    github.react("ann", "-1");
    reactions.check();
    assertThat(reactions.isPending()).isFalse();
    assertThat(votes(reactions))
        .isEqualTo(json("{'yes':{'users':['ann'],'count':1},'no':{'users':[],'count':0}}"));
    assertThat(reactions.outcome().getString("result")).isEqualTo("pass");
    assertThat(github.isClosed()).isTrue();
    assertThat(github.shown()).contains(" This vote will end at " + end);
  }

  @Test
  void aCommentThatWasChangedAfterTheEndDoesNotCount() {
    String end = plugin.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS).toString();
    Running vote = comments("'closing_at':'%s',".formatted(end));
    github.comment("ann", "^^^^tea^^^^");
    github.comment("bob", "^^^^tea^^^^");
    pass(Duration.ofHours(2));
    github.edit("bob", "^^^^tea^^^^", "^^^^coffee^^^^");
    vote.check();
    assertThat(votes(vote)).isEqualTo(json("{'tea':{'users':['ann'],'count':1}}"));
  }

  private void pass(Duration time) {
    github.pass(time);
    plugin.pass(time);
  }

  @Test
  void aVoteEndsWhenEnoughHaveVotedHoweverLateThatIsSeen() {
    Running vote = reactions("'max_votes':2,'track_progress':'yes',");
    assertThat(github.shown()).contains(" This vote will end when there are 2 total votes.");
    github.react("ann", "+1");
    github.react("ann", "-1");
    vote.check();
    assertThat(vote.isPending()).isTrue();
    github.react("bob", "+1");
    github.react("carol", "-1");
    vote.check();
    assertThat(vote.isPending()).isFalse();
    assertThat(votes(vote))
        .isEqualTo(json("{'yes':{'users':['bob'],'count':1},'no':{'users':['ann'],'count':1}}"));
    assertThat(github.isClosed()).isTrue();
  }

  @Test
  void aVoteWhoseIssueSomebodyClosesEndsThen() {
    Running vote = reactions("");
    github.react("ann", "+1");
    github.close(FakeGitHub.ADMIN);
    pass(Duration.ofSeconds(5));
    github.react("bob", "+1");
    assertThat(plugin.workOff()).isPositive();
    assertThat(vote.isPending()).isFalse();
    assertThat(votes(vote).getJsonObject("yes").getInt("count")).isEqualTo(1);
    assertThat(github.said()).hasSize(1);
  }

  /** The gateway may have died after each of its calls, and does all of them again. */
  @Test
  void anEndThatIsDoneAgainComesToTheSame() {
    Running vote = reactions("");
    github.react("ann", "+1");
    vote.close();
    JsonObject first = vote.outcome();
    pass(Duration.ofSeconds(5));
    github.react("bob", "-1");
    vote.close();
    assertThat(vote.outcome()).isEqualTo(first);
    assertThat(github.said()).hasSize(1);
  }

  @Test
  void aVoteCountsAlsoWhereTheAppMayNotCloseIt() {
    Running vote = reactions("");
    github.react("ann", "-1");
    github.archive();
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(vote.outcome().getString("result")).isEqualTo("fail");
  }

  @Test
  void anIssueThatWasDeletedIsGone() {
    Running vote = reactions("");
    github.delete();
    ProblemException gone = catchThrowableOfType(ProblemException.class, vote::check);
    assertThat(((PlatformException) gone.getCause()).isGone()).isTrue();
  }

  /** Anybody can copy its text. */
  @Test
  void onlyAnIssueOfTheAppIsFoundAgain() {
    JsonObject question = json("{'repo_name':'hello-world','question':'Tea?'}");
    Running begun = plugin.start("issue-react-vote", question, "start-1");
    for (int i = 0; i < 120; i++) {
      create("another " + i);
    }
    assertThat(plugin.find("issue-react-vote", question, "start-1").orElseThrow().url())
        .isEqualTo(begun.url());
    assertThat(plugin.find("issue-react-vote", question, "start-11")).isEmpty();
  }

  @Test
  void whatHappensIsAnEventNamedAsTheOriginalNamesIt() {
    github.push(FakeGitHub.MEMBER);
    create("Tea?");
    github.comment(FakeGitHub.MEMBER, "Yes.");
    assertThat(plugin.workOff()).isEqualTo(3);
    List<Emitted> events = plugin.events();
    assertThat(events)
        .extracting(Emitted::eventType)
        .containsExactly("push", "opened issues", "created issue_comment");
    assertThat(events)
        .extracting(event -> event.initiator().toString())
        .containsExactly(
            json("{'user_id':21031067,'user_name':'Codertocat','provider':'github','is_metagov_bot':false}")
                .toString(),
            json("{'user_id':174233110,'user_name':'metagov-gateway[bot]','provider':'github','is_metagov_bot':true}")
                .toString(),
            json("{'user_id':21031067,'user_name':'Codertocat','provider':'github','is_metagov_bot':false}")
                .toString());
    assertThat(events.get(2).data().getJsonObject("comment").getString("body")).isEqualTo("Yes.");
  }

  @Test
  void anAppThatIsTakenOutDisablesThePlugin() {
    github.uninstall();
    plugin.workOff();
    assertThat(plugin.disabledFor()).contains("The app was uninstalled on GitHub");
    assertThat(plugin.events())
        .extracting(Emitted::eventType)
        .containsExactly("deleted installation");
  }

  /** It is a block for a while ("Suspending a GitHub App installation"), and no end. */
  @Test
  void anAppThatIsSuspendedStaysEnabled() {
    github.suspend();
    plugin.workOff();
    github.unsuspend();
    plugin.workOff();
    assertThat(plugin.disabledFor()).isEmpty();
    assertThat(plugin.events())
        .extracting(Emitted::eventType)
        .containsExactly("suspend installation", "unsuspend installation");
  }

  /** An old webhook, say: the app is there again. */
  @Test
  void anAppThatIsStillThereStaysWhateverAWebhookSays() {
    github.send(
        "installation",
        json(
            "{'action':'deleted','installation':{'id':957387,'account':{'login':'octo-org'}},"
                + "'sender':{'id':583231,'login':'octocat'}}"));
    plugin.workOff();
    assertThat(plugin.disabledFor()).isEmpty();
  }

  /** Some events have no sender; drivers read who has caused each. */
  @Test
  void anEventWithoutASenderHasAnInitiatorAllTheSame() {
    github.send("repository", json("{'action':'privatized','installation':{'id':957387}}"));
    plugin.workOff();
    assertThat(plugin.events())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.initiator().toString())
                    .isEqualTo(
                        "{\"user_id\":\"(unknown)\",\"provider\":\"github\","
                            + "\"is_metagov_bot\":false}"));
  }

  /** What is signed is the body: whoever has caught one may call it as they like. */
  @Test
  void noOtherWebhookIsTakenForOneThatTakesTheAppOut() {
    String body = "{\"action\":\"deleted\",\"installation\":{\"id\":957387},\"comment\":{}}";
    Map<String, String> headers =
        FakeGitHub.signed(
            Map.of("X-GitHub-Event", "installation", "X-GitHub-Delivery", "1"), bytes(body));
    int before = github.requests().size();
    plugin.take(request(headers, body));
    plugin.workOff();
    assertThat(plugin.disabledFor()).isEmpty();
    assertThat(github.requests()).hasSize(before);
  }

  @Test
  void aRedeliveryIsKnownByItsIdAndByWhatWasSigned() {
    github.push(FakeGitHub.MEMBER);
    Delivery sent = github.deliveries().get(0);
    String first = id(sent.headers(), sent.body());
    assertThat(id(sent.headers(), sent.body())).isEqualTo(first);
    assertThat(first).startsWith(sent.headers().get("X-GitHub-Delivery"));
    String other = sent.body().replace("refs/heads/main", "refs/heads/next");
    assertThat(id(FakeGitHub.signed(sent.headers(), bytes(other)), other)).isNotEqualTo(first);
    assertThat(github.redeliver(sent)).isEqualTo(200);
    assertThat(plugin.workOff()).isEqualTo(1);
  }

  private String id(Map<String, String> headers, String body) {
    return ((Gate.Accept) plugin.admit(request(headers, body))).deliveryId().orElseThrow();
  }

  /** The vectors of "Validating webhook deliveries"; the second one is a form. */
  @Test
  void nothingIsReadBeforeTheSignatureHolds() {
    Map<String, String> ping = new LinkedHashMap<>();
    ping.put("X-GitHub-Event", "ping");
    ping.put(
        "X-Hub-Signature-256",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    assertThat(plugin.admit(request(ping, "Hello, World!"))).isInstanceOf(Gate.Answer.class);
    assertThat(plugin.admit(request(ping, "Hello, World?"))).isInstanceOf(Gate.Refuse.class);
    ping.put("Content-Type", "application/x-www-form-urlencoded");
    ping.put(
        "X-Hub-Signature-256",
        "sha256=fddacfb7d7106fd32f5d94dc8846df6694e2ed5e2aed3806b11ab82cccff8d01");
    assertThat(
            plugin.admit(
                request(
                    ping,
                    "payload=%7B%22zen%22%3A%22Keep+it+logically+awesome.%22%2C%22hook_id%22%3A1%7D")))
        .isInstanceOf(Gate.Answer.class);
    ping.remove("X-Hub-Signature-256");
    ping.put("X-Hub-Signature", "sha1=00");
    assertThat(plugin.admit(request(ping, "Hello, World!"))).isInstanceOf(Gate.Refuse.class);
  }

  @Test
  void aFormIsReadAsJsonIs() {
    String body =
        "payload="
            + URLEncoder.encode(
                "{\"action\":\"created\",\"installation\":{\"id\":957387},\"issue\":{\"id\":7},"
                    + "\"repository\":{\"id\":8}}",
                StandardCharsets.UTF_8);
    Map<String, String> headers =
        FakeGitHub.signed(
            Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-GitHub-Event",
                "issue_comment",
                "X-GitHub-Delivery",
                "1"),
            bytes(body));
    assertThat(plugin.take(request(headers, body)))
        .isInstanceOfSatisfying(
            Gate.Accept.class, accepted -> assertThat(accepted.lane()).isEqualTo("issue-7"));
    plugin.workOff();
    assertThat(plugin.events())
        .extracting(Emitted::eventType)
        .containsExactly("created issue_comment");
  }

  @Test
  void whatIsOfAnotherInstallationIsNobodysHere() {
    String body = "{\"action\":\"created\",\"installation\":{\"id\":1}}";
    Map<String, String> headers =
        FakeGitHub.signed(Map.of("X-GitHub-Event", "star", "X-GitHub-Delivery", "1"), bytes(body));
    assertThat(plugin.admit(request(headers, body))).isInstanceOf(Gate.PassOver.class);
  }

  @Test
  void aServerWhoseKeyCannotSignDoesNotStart() {
    Map<String, String> settings = new LinkedHashMap<>(FakeGitHub.settings());
    settings.put("metagov.plugin.github.private-key", "-----BEGIN PRIVATE KEY----- AAAA");
    assertThat(
            catchThrowableOfType(RuntimeException.class, () -> plugin.set(settings)).getMessage())
        .contains("The private key is not in PEM")
        .doesNotContain("AAAA");
  }

  @Test
  void noSecretOfTheServerAndNoTokenIsTold() {
    github.feel(Mood.TELLTALE);
    assertThat(problem("get-installation", "{}"))
        .hasMessageNotContaining("Bearer")
        .hasMessageContaining("400");
  }

  private Running reactions(String more) {
    return started("issue-react-vote", more);
  }

  private Running comments(String more) {
    return started("issue-comment-vote", more);
  }

  private Running started(String process, String more) {
    return plugin.start(
        process,
        json("{" + more + "'repo_name':'hello-world','question':'Tea?'}"),
        "start-of-" + process);
  }

  private static JsonObject votes(Running vote) {
    return vote.outcome().getJsonObject("votes");
  }

  private ProblemException problem(String action, String parameters) {
    return catchThrowableOfType(
        ProblemException.class, () -> plugin.action(action, json(parameters)));
  }

  private static WebhookRequest request(Map<String, String> headers, String body) {
    return new WebhookRequest(
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        "",
        bytes(body),
        java.time.Instant.now());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject json(String text) {
    return Json.createObjectBuilder(JsonText.parse(text.replace('\'', '"')).asJsonObject()).build();
  }
}
