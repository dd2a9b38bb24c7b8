package org.metagov.gateway.plugins.loomio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.loomio.FakeLoomio.Shape;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeInstance;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

/** With a group_id: the API of today. */
class LoomioTest {
  private static final String TEA =
      "'title':'Tea?','options':['agree','disagree'],'closing_at':'2099-01-01'";

  private final List<PluginUnderTest> opened = new ArrayList<>();
  private FakeLoomio loomio;
  private PluginUnderTest plugin;

  @BeforeEach
  void enable() {
    loomio = new FakeLoomio();
    plugin = under("'group_id':710495");
    plugin.initialize();
  }

  @AfterEach
  void close() {
    opened.forEach(PluginUnderTest::close);
    loomio.close();
  }

  @Test
  void theOutcomeSaysWhoHasVotedForWhat() {
    Running poll = start(TEA);
    assertThat(poll.outcome().getJsonObject("votes"))
        .isEqualTo(json("'agree':{'count':0,'users':[]},'disagree':{'count':0,'users':[]}"));
    loomio.vote(9_007_199_254_740_993L, "disagree", 1);
    loomio.vote(879_750, "agree", 1);
    poll.check();
    String url = loomio.url() + "/p/" + key(0);
    String votes =
        "{'agree':{'count':1,'users':['879750']},"
            + "'disagree':{'count':1,'users':['9007199254740993']}}";
    assertThat(poll.isPending()).isTrue();
    assertThat(poll.url()).contains(url);
    assertThat(poll.outcome())
        .isEqualTo(
            json(
                "'poll_url':'"
                    + url
                    + "','votes':"
                    + votes
                    + ",'results':"
                    + votes
                    + ",'voters_count':2,'undecided_voters_count':0,'cast_stances_pct':100"));
    loomio.expireAll();
    poll.check();
    assertThat(poll.isPending()).isFalse();
  }

  @Test
  void hiddenVotesAreToldWhenThePollIsClosed() {
    Running poll = start(TEA + ",'hide_results_until_closed':true,'anonymous':true");
    loomio.vote();
    poll.check();
    assertThat(poll.outcome()).doesNotContainKey("results").containsKey("voters_count");
    assertThat(poll.outcome().getJsonObject("votes"))
        .isEqualTo(json("'agree':{'count':0,'users':[]},'disagree':{'count':0,'users':[]}"));
    loomio.closeAll();
    poll.check();
    assertThat(poll.outcome().getJsonObject("votes").getJsonObject("agree"))
        .isEqualTo(json("'count':1,'users':[]"));
    assertThat(poll.outcome().get("results")).isEqualTo(poll.outcome().get("votes"));
  }

  @Test
  void votersWhomLoomioNamesByTurnsAreAllTold() {
    loomio.join(60);
    Running poll = start(TEA);
    for (int i = 3; i < 63; i++) {
      loomio.vote(100_000 + i, "agree", 1);
    }
    for (int i = 0; i < 15; i++) {
      poll.check();
    }
    assertThat(poll.outcome().getJsonObject("votes").getJsonObject("agree").getJsonArray("users"))
        .hasSize(60);
    JsonObject told = poll.outcome();
    poll.check();
    assertThat(poll.outcome()).isEqualTo(told);
  }

  @Test
  void aPollIsToEndWhenLoomioSays() {
    FakeInstance<Loomio.Config> instance =
        new FakeInstance<>(
            RecordBinder.bind(
                json(
                    "'api_key':'"
                        + FakeLoomio.KEY
                        + "','group_id':710495,'subgroups':{},'subgroup_api_keys':[]"),
                Loomio.Config.class),
            TestOutboundHttp.client(),
            Optional.of(URI.create(loomio.url())));
    NewPoll poll =
        RecordBinder.bind(
            json(TEA.replace("2099-01-01", "2099-01-01T10:30:00Z") + ",'poll_type':'poll'"),
            NewPoll.class);
    var begun = (Progress.Pending<PollProcess.Remote>) new PollProcess().start(instance, poll, "s");
    assertThat(begun.endsAt()).contains(Instant.parse("2099-01-01T10:00:00Z"));
  }

  @Test
  void whatTheOriginalAskedForIsAskedInTodaysWords() {
    start(
        TEA + ",'details':'Green','hide_results_until_closed':true,'recipient_user_ids':[879750]");
    assertThat(lastForm())
        .contains(
            "&poll_type=proposal&",
            "&options[]=agree&options[]=disagree&",
            "&closing_at=2099-01-01&",
            "&hide_results=until_closed",
            "&recipient_user_ids[]=879750&",
            "&details=Green\n\n*Started by the Metagov Gateway, reference start-1*",
            "&notify_recipients=true",
            "&group_id=710495")
        .doesNotContain(FakeLoomio.KEY, "hide_results_until_closed");
    start(TEA + ",'recipient_emails':['a@example.org'],'notify_recipients':false", "start-2");
    assertThat(lastForm()).contains("recipient_emails[]").doesNotContain("notify_recipients");
    start(TEA, "start-3");
    assertThat(lastForm()).doesNotContain("notify_recipients", "hide_results");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poll",
        "count",
        "score",
        "ranked_choice",
        "meeting",
        "dot_vote",
        "check",
        "question",
        "stv"
      })
  void everyTypeOfPollCanBeStarted(String type) {
    Running poll =
        start(
            "'title':'T','closing_at':'2099-01-01T10:00:00+02:00','poll_type':'"
                + type
                + "','options':['2099-02-01','2099-02-02']");
    assertThat(poll.outcome().getJsonObject("votes")).containsOnlyKeys("2099-02-01", "2099-02-02");
    assertThat(loomio.polls().get(0).getString("poll_type")).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'title':' ' | can't be blank",
        "'closing_at':'2020-01-01' | must be in the future",
        "'discussion_id':7 | Loomio refuses the discussion 7: 404",
        "'subgroup':'nowhere' | in no group with the key or handle 'nowhere'",
        "'discussion_id':1e40 | discussion_id is not an id",
        "'discussion_id':0 | discussion_id is not an id",
        "'recipient_user_ids':[-1] | recipient_user_ids is not an id"
      })
  void whatLoomioRefusesStartsNothing(String member, String told) {
    ProblemException problem = problem(() -> start(TEA + "," + member));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).contains(told);
    assertThat(loomio.count()).isZero();
  }

  @Test
  void aPollThatIsLeftBehindByARefusalIsNamed() {
    ProblemException problem = problem(() -> start(TEA + ",'recipient_user_ids':[5]"));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage())
        .startsWith("Loomio refuses the poll: 403 ")
        .endsWith("It has created " + loomio.url() + "/p/" + key(0) + " all the same: delete it");
  }

  @Test
  void aKeyThatIsNotTakenAnyMoreStartsNothing() {
    PluginUnderTest stranger =
        under("'group_id':710495,'api_key':'" + FakeLoomio.STRANGER_KEY + "'");
    ProblemException problem = problem(() -> stranger.start("poll", json(TEA), "start-1"));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).startsWith("Loomio refuses the poll: 403 ");
  }

  @Test
  void aPollIsAddedToADiscussion() {
    plugin.action("create-discussion", json("'title':'Drinks'"));
    JsonObject created = loomio.discussions().get(0);
    Running poll = start(TEA + ",'discussion_id':" + created.get("id"));
    assertThat(lastForm()).contains("&topic_id=").doesNotContain("group_id", "discussion_id");
    assertThat(plugin.find("poll", json(TEA + ",'discussion_id':" + created.get("id")), "start-1"))
        .map(Running::url)
        .contains(poll.url());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metagov-treasury | 'group_id':710495",
        "Kp7dW2xa | 'group_id':710495",
        "purse | 'group_id':710495,'subgroups':{'purse':710496}"
      })
  void aSubgroupIsKnownByItsNames(String subgroup, String config) {
    PluginUnderTest with = under(config);
    with.initialize();
    Running poll = with.start("poll", json(TEA + ",'subgroup':'" + subgroup + "'"), "start-1");
    assertThat(loomio.polls().get(0).getInt("group_id")).isEqualTo(710_496);
    poll.check();
    assertThat(poll.isPending()).isTrue();
    assertThat(
            with.action("list-members", json("'subgroup':'" + subgroup + "'"))
                .getJsonArray("memberships"))
        .hasSize(2);
    with.action("create-discussion", json("'title':'T','subgroup':'" + subgroup + "'"));
    assertThat(loomio.discussions().get(0).getInt("group_id")).isEqualTo(710_496);
  }

  @Test
  void aDiscussionThatDoesNotFitTheGroupIsRefused() {
    ProblemException problem =
        problem(
            () ->
                plugin.action(
                    "create-discussion",
                    json("'title':'T','private':true,'subgroup':'metagov-treasury'")));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).contains("Loomio refuses the discussion: 422", "private");
  }

  @Test
  void allMembersAreListedOnce() {
    loomio.join(230);
    JsonObject members = plugin.action("list-members", json(""));
    assertThat(members.getJsonArray("memberships")).hasSize(233).doesNotHaveDuplicates();
    assertThat(members.getJsonArray("users")).hasSize(233);
    assertThat(members.getJsonArray("groups")).hasSize(1);
    assertThat(members.toString()).contains("\"user_id\":9007199254740993");
  }

  @Test
  void aStartIsFoundAmongManyPolls() {
    start(TEA + ",'details_format':'html','details':'<p>Green</p>'", "start-1");
    for (int i = 10; i < 65; i++) {
      start(TEA, "start-" + i);
    }
    loomio.closeAll();
    Running found = plugin.find("poll", json(TEA), "start-1").orElseThrow();
    assertThat(found.isPending()).isFalse();
    assertThat(found.outcome().getString("poll_url")).endsWith("/p/" + key(0));
    assertThat(plugin.find("poll", json(TEA), "start-6")).isEmpty();
    assertThat(plugin.find("poll", json(TEA), "tart-11")).isEmpty();
  }

  @Test
  void aPollThatIsDeletedStaysGone() {
    Running poll = start(TEA);
    loomio.discardAll();
    ProblemException problem = problem(poll::check);
    assertThat(problem.getCause())
        .isInstanceOfSatisfying(
            PlatformException.class, cause -> assertThat(cause.isGone()).isTrue());
    assertThat(problem.getMessage()).startsWith("loomio: Loomio refuses the poll ");
  }

  /** The words of Loomio are those of its SnorlaxBase; those of what stands before it are not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "403 | {\"error\":\"You are not authorized to access this page.\"} | true",
        "403 | {\"error\":403} | true",
        "404 | {\"error\":404} | true",
        "404 | {\"exception\":\"ActiveRecord::RecordNotFound\"} | true",
        "403 | <html>Error 1010: Access denied</html> | false",
        "403 | {\"type\":\"https://developers.cloudflare.com/1010\",\"title\":\"Error 1010\"} | false",
        "401 | {\"error\":\"a password is needed\"} | false",
        "404 | <html>no such page</html> | false",
        "502 | Bad gateway | false"
      })
  void onlyLoomiosOwnWordsSayThatAPollIsGone(int status, String body, boolean isGone) {
    try (FakeServer server = new FakeServer()) {
      server.answer("/api/b2/polls/k", status, body);
      FakeInstance<Loomio.Config> instance =
          new FakeInstance<>(
              RecordBinder.bind(
                  json("'api_key':'k','group_id':1,'subgroups':{},'subgroup_api_keys':[]"),
                  Loomio.Config.class),
              TestOutboundHttp.client(),
              Optional.of(URI.create(server.url(""))));
      assertThatExceptionOfType(PlatformException.class)
          .isThrownBy(() -> new UserApi(instance).poll("k", Optional.empty()))
          .satisfies(e -> assertThat(e.isGone()).isEqualTo(isGone));
    }
  }

  @Test
  void aWebhookWithALinkIsAboutThatPoll() {
    Running first = start(TEA, "start-1");
    Running second = start(TEA, "start-2");
    loomio.hook(plugin.hookUrl(), Shape.TODAY);
    loomio.vote();
    int before = loomio.requests().size();
    loomio.redeliver(loomio.deliveries().get(1));
    loomio.deliveries().stream().limit(1).forEach(loomio::redeliver);
    assertThat(plugin.workOff()).isEqualTo(4);
    assertThat(loomio.requests()).hasSize(before + 4);
    assertThat(votes(first))
        .isEqualTo(votes(second))
        .isEqualTo(
            "{\"agree\":{\"count\":1,\"users\":[\"879750\"]},"
                + "\"disagree\":{\"count\":0,\"users\":[]}}");
  }

  @Test
  void aWebhookThatNamesNoPollIsAReasonToLookAtAll() {
    Running first = start(TEA, "start-1");
    Running second = start(TEA, "start-2");
    loomio.hook(plugin.hookUrl(), Shape.WITHOUT_LINK);
    loomio.closeAll();
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(first.isPending() || second.isPending()).isFalse();
    int before = loomio.requests().size();
    loomio.discuss("Elsewhere");
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(loomio.requests()).as("nobody waits any more").hasSize(before);
  }

  @Test
  void aWebhookAboutOnePollIsInItsLane() {
    assertThat(lane("{\"text\":\"voted https://loomio.example/p/abc/tea\"}"))
        .isEqualTo(lane("{\"kind\":\"poll_closed\",\"url\":\"https://loomio.example/p/abc\"}"))
        .isNotEqualTo(lane("{\"text\":\"https://loomio.example/p/xyz\"}"))
        .isNotEmpty();
    assertThat(lane("{\"text\":\"/p/abc and /p/xyz\"}")).isEmpty();
    assertThat(lane("{\"text\":\"hello\"}")).isEmpty();
  }

  private String lane(String body) {
    WebhookRequest webhook =
        new WebhookRequest(Map.of(), "", body.getBytes(StandardCharsets.UTF_8), Instant.now());
    return ((Gate.Accept) plugin.admit(webhook)).lane();
  }

  @Test
  void aStrangersLongTextMeansNothing() {
    Running poll = start(TEA);
    loomio.hook(plugin.hookUrl(), Shape.TODAY);
    loomio.vote();
    plugin.workOff();
    var genuine = loomio.deliveries().get(0);
    String oneLong = "{\"kind\":\"k\",\"text\":\"/p/" + "x".repeat(50_000) + " /p/\"}";
    String many =
        "{\"text\":\"" + "/p/".repeat(10_000) + "\",\"kind\":\"" + "y".repeat(300) + "\"}";
    int before = loomio.requests().size();
    for (String body : List.of(oneLong, many)) {
      loomio.redeliver(new FakePlatform.Delivery(genuine.url(), genuine.headers(), body, 0));
    }
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(loomio.requests()).hasSize(before);
    assertThat(poll.isPending()).isTrue();
  }

  @Test
  void aDiscussionOf2021IsNoReasonToLook() {
    start(TEA);
    int before = loomio.requests().size();
    loomio.hook(plugin.hookUrl(), Shape.OF_2021);
    loomio.discuss("Elsewhere");
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(loomio.requests()).hasSize(before);
    loomio.vote();
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(loomio.requests()).hasSize(before + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'group_id':710495,'api_key':'a-wrong-key' | does not take this api_key",
        "'group_id':710495,'api_key':'loomio-stranger-key-1' | is not in group 710495",
        "'group_id':5 | The user of this api_key is not in group 5",
        "'group_id':710495,'subgroups':{'purse':5} | The user of this api_key is not in group 5",
        "'group_id':0 | numbers of groups, from 1",
        "'group_id':710495,'subgroups':{'purse':-3} | numbers of groups, from 1",
        "'group_id':710495,'api_key':'wrong-key\\n' | has a character that",
        "'group_id':710495,'api_key':'wrong-key\u00e9' | has a character that",
        "'group_id':710495,'api_key':' ' | api_key is empty",
        "'subgroup_api_keys':[] | use the key of a user, and add group_id"
      })
  void aConfigThatCannotWorkIsRefused(String config, String told) {
    ProblemException problem = problem(() -> under(config).initialize());
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).contains(told).doesNotContain("wrong-key", "stranger-key");
  }

  @Test
  void aServerThatIsNoLoomioIsRefused() {
    try (FakeServer other = new FakeServer()) {
      other.answer("/", 404, "<html>no such page</html>");
      PluginUnderTest elsewhere =
          new PluginUnderTest(
              new Loomio(),
              json("'api_key':'" + FakeLoomio.KEY + "','group_id':710495"),
              Optional.of(other.url("")));
      opened.add(elsewhere);
      ProblemException problem = problem(elsewhere::initialize);
      assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
      assertThat(problem.getMessage()).startsWith("There is no group 710495 at " + other.url(""));
    }
  }

  @Test
  void beforeThreeOneTheKeyIsAParameter() {
    try (FakeLoomio old = new FakeLoomio(FakeLoomio.Age.BEFORE_3_1)) {
      old.join(230);
      PluginUnderTest with =
          new PluginUnderTest(
              new Loomio(),
              json("'api_key':'" + FakeLoomio.KEY + "','group_id':710495"),
              Optional.of(old.url()));
      opened.add(with);
      with.initialize();
      with.action("create-discussion", json("'title':'Drinks'"));
      String discussion = old.discussions().get(0).get("id").toString();
      Running poll = with.start("poll", json(TEA + ",'discussion_id':" + discussion), "start-1");
      old.vote();
      poll.check();
      assertThat(poll.outcome().getJsonObject("votes").getJsonObject("agree").getInt("count"))
          .isEqualTo(1);
      assertThat(with.find("poll", json(TEA), "start-1")).isPresent();
      assertThat(with.action("list-members", json("")).getJsonArray("memberships")).hasSize(233);
      assertThat(with.state().toString() + poll.remembered()).doesNotContain(FakeLoomio.KEY);
      old.feel(Mood.BROKEN);
      assertThat(problem(poll::check).getMessage()).doesNotContain(FakeLoomio.KEY);
    }
  }

  @Test
  void todayNoKeyStandsInAUrl() {
    Running poll = start(TEA);
    poll.check();
    plugin.action("list-members", json(""));
    assertThat(loomio.requests())
        .extracting(FakeServer.Request::target)
        .noneMatch(target -> target.contains(FakeLoomio.KEY));
  }

  @Test
  void oneBadRecordSpoilsNoList() {
    try (FakeServer odd = new FakeServer()) {
      odd.answer(
              "/api/b2/groups",
              200,
              "{\"groups\":[7,{\"id\":\"x\"},{\"id\":1,\"key\":\"k\"},{\"id\":2,\"key\":\"s\"}]}")
          .answer(
              "/api/b2/polls",
              200,
              "{\"polls\":[null,{\"details\":7},{\"details\":\"start-1\"},"
                  + "{\"key\":\"p\",\"details\":\"start-1\"}]}")
          .answer("/api/b2/polls/p", 200, "{\"polls\":[{\"key\":\"p\"}]}")
          .answer("/api/b2/memberships", 200, "{\"memberships\":[7,{\"id\":1}]}");
      PluginUnderTest with =
          new PluginUnderTest(
              new Loomio(), json("'api_key':'k','group_id':1"), Optional.of(odd.url("")));
      opened.add(with);
      with.initialize();
      assertThat(with.find("poll", json(TEA + ",'subgroup':'s'"), "start-1")).isPresent();
      assertThat(with.action("list-members", json("")).getJsonArray("memberships")).hasSize(2);
    }
  }

  @Test
  void whoIsNoMemberIsNotToldThatThereAreNone() {
    PluginUnderTest stranger =
        under("'group_id':710495,'api_key':'" + FakeLoomio.STRANGER_KEY + "'");
    ProblemException problem = problem(() -> stranger.action("list-members", json("")));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage()).contains("is not in group 710495");
  }

  @Test
  void aRefusalForSomeTimeIsNoRefusal() {
    loomio.feel(Mood.BUSY);
    ProblemException problem = problem(() -> start(TEA));
    assertThat(problem.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
    assertThat(problem.retryAfter()).isPresent();
  }

  private Running start(String parameters) {
    return start(parameters, "start-1");
  }

  private Running start(String parameters, String startKey) {
    return plugin.start("poll", json(parameters), startKey);
  }

  private static String votes(Running poll) {
    return poll.outcome().getJsonObject("votes").toString();
  }

  private String key(int poll) {
    return loomio.polls().get(poll).getString("key");
  }

  private String lastForm() {
    var requests = loomio.requests();
    return "&"
        + URLDecoder.decode(requests.get(requests.size() - 1).body(), StandardCharsets.UTF_8);
  }

  private PluginUnderTest under(String config) {
    String key = config.contains("api_key'") ? "" : "'api_key':'" + FakeLoomio.KEY + "',";
    PluginUnderTest one =
        new PluginUnderTest(new Loomio(), json(key + config), Optional.of(loomio.url()));
    opened.add(one);
    return one;
  }

  private static ProblemException problem(ThrowingCallable call) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, call);
    assertThat(problem).as("a problem").isNotNull();
    return problem;
  }

  /** Later members come over earlier ones of the same name. */
  private static JsonObject json(String members) {
    return JsonText.parse("{" + members.replace('\'', '"') + "}").asJsonObject();
  }
}
