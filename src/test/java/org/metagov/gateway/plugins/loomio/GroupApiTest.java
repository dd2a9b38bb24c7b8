package org.metagov.gateway.plugins.loomio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.loomio.FakeLoomio.Shape;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

/** Without a group_id: the API of 2021, as drivers have configured it. */
class GroupApiTest {
  private static final String TEA =
      "'title':'Tea?','options':['agree','disagree'],'closing_at':'2099-01-01','details':'Green'";

  private final FakeLoomio loomio = FakeLoomio.of2021();
  private final PluginUnderTest plugin =
      new PluginUnderTest(
          new Loomio(),
          json("'api_key':'loomio-group-key-1','subgroup_api_keys':['loomio-subgroup-key-1']"),
          Optional.of(loomio.url()));

  @AfterEach
  void close() {
    plugin.close();
    loomio.close();
  }

  @Test
  void aKeyIsAllThatIsNeeded() {
    try (PluginUnderTest first =
        new PluginUnderTest(
            new Loomio(),
            json("'api_key':'loomio-group-key-1','webhook_slug':'s'"),
            Optional.of(loomio.url()))) {
      first.initialize();
      Running poll = first.start("poll", json(TEA), "start-1");
      loomio.hook(first.hookUrl(), Shape.OF_2021);
      loomio.vote();
      first.workOff();
      assertThat(poll.outcome().getJsonObject("votes"))
          .isEqualTo(
              json("'agree':{'count':1,'users':['879750']},'disagree':{'count':0,'users':[]}"));
      loomio.closeAll();
      first.workOff();
      assertThat(poll.isPending()).isFalse();
      assertThat(poll.outcome().getJsonObject("results").getJsonObject("agree"))
          .isEqualTo(json("'count':1,'users':['879750']"));
      assertThat(poll.url()).contains(poll.outcome().getString("poll_url"));
    }
  }

  @Test
  void whatIsSentIsWhatTheOriginalSent() {
    plugin.initialize();
    plugin.start(
        "poll",
        json(
            TEA
                + ",'hide_results_until_closed':true,'recipient_emails':['a@example.org','b@x.org']"),
        "start-1");
    assertThat(lastForm())
        .contains(
            "options[]=agree&options[]=disagree",
            "recipient_emails[]=a@example.org&recipient_emails[]=b@x.org",
            "&details=Green&",
            "&hide_results_until_closed=true&",
            "&hide_results=until_closed&",
            "&api_key=loomio-group-key-1")
        .doesNotContain("group_id", "start-1");
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeLoomio.Age.class,
      names = {"OF_2021", "LAST_GROUP_API"})
  void whatIsToBeHiddenIsHiddenWhateverLoomioCallsIt(FakeLoomio.Age age) {
    try (FakeLoomio server = new FakeLoomio(age);
        PluginUnderTest with =
            new PluginUnderTest(
                new Loomio(), json("'api_key':'loomio-group-key-1'"), Optional.of(server.url()))) {
      with.initialize();
      Running poll = with.start("poll", json(TEA + ",'hide_results_until_closed':true"), "start-1");
      assertThat(server.count()).isEqualTo(1);
      server.vote();
      poll.check();
      assertThat(poll.outcome()).doesNotContainKey("results");
      server.closeAll();
      poll.check();
      assertThat(poll.outcome()).containsKey("results");
    }
  }

  @Test
  void allMembersAreListed() {
    loomio.join(120);
    plugin.initialize();
    assertThat(plugin.action("list-members", json("")).getJsonArray("memberships")).hasSize(123);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metagov-treasury", "Kp7dW2xa"})
  void aSubgroupHasAKeyOfItsOwn(String subgroup) {
    plugin.initialize();
    Running poll = plugin.start("poll", json(TEA + ",'subgroup':'" + subgroup + "'"), "start-1");
    assertThat(loomio.polls().get(0).getInt("group_id")).isEqualTo(710_496);
    loomio.closeAll();
    poll.check();
    assertThat(poll.isPending()).isFalse();
    assertThat(
            plugin
                .action("list-members", json("'subgroup':'" + subgroup + "'"))
                .getJsonArray("memberships"))
        .hasSize(2);
    plugin.action("create-discussion", json("'title':'T','subgroup':'" + subgroup + "'"));
    assertThat(loomio.discussions().get(0).getInt("group_id")).isEqualTo(710_496);
  }

  @Test
  void aSubgroupWithoutAKeyIsUnknown() {
    plugin.initialize();
    ProblemException problem =
        problem(() -> plugin.start("poll", json(TEA + ",'subgroup':'x'"), "start-1"));
    assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
    assertThat(problem.getMessage())
        .isEqualTo("There is no API key for the subgroup 'x' in subgroup_api_keys");
  }

  @Test
  void whatIsRememberedHoldsNoKey() {
    plugin.initialize();
    Running poll = plugin.start("poll", json(TEA + ",'subgroup':'Kp7dW2xa'"), "start-1");
    assertThat(plugin.state().toString() + poll.remembered())
        .contains("Kp7dW2xa")
        .doesNotContain("loomio-");
  }

  @Test
  void aWrongKeyOfASubgroupIsRefused() {
    try (PluginUnderTest wrong =
        new PluginUnderTest(
            new Loomio(),
            json("'api_key':'loomio-group-key-1','subgroup_api_keys':['a-wrong-key']"),
            Optional.of(loomio.url()))) {
      ProblemException problem = problem(wrong::initialize);
      assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
      assertThat(problem.getMessage()).contains("403").doesNotContain("a-wrong-key");
    }
  }

  @Test
  void aLostStartSaysWhatToLookAt() {
    plugin.initialize();
    loomio.feel(Mood.MUTE);
    assertThat(problem(() -> plugin.start("poll", json(TEA), "start-1")).type())
        .isEqualTo(ProblemType.PLATFORM_FAILED);
    loomio.feel(Mood.WELL);
    Running lost = plugin.find("poll", json(TEA), "start-1").orElseThrow();
    assertThat(lost.isPending()).isFalse();
    assertThat(lost.errors().getString("start_unknown"))
        .contains(loomio.url(), "a poll with the title \"Tea?\"");
    assertThat(loomio.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = Mood.class, mode = Mode.EXCLUDE, names = "WELL")
  void noFailureTellsTheKeyThatIsInTheUrl(Mood mood) {
    plugin.initialize();
    Running poll = plugin.start("poll", json(TEA), "start-1");
    loomio.feel(mood);
    plugin.wait(Duration.ofSeconds(2));
    assertThat(problem(poll::check).getMessage()).doesNotContain("loomio-group-key-1");
    assertThat(poll.isPending()).isTrue();
  }

  @Test
  void aKeyThatCannotBeOneIsNotSent() {
    try (PluginUnderTest wrong =
        new PluginUnderTest(
            new Loomio(),
            json("'api_key':'loomio-group-key-1','subgroup_api_keys':['a key&group_id=1']"),
            Optional.of(loomio.url()))) {
      ProblemException problem = problem(wrong::initialize);
      assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
      assertThat(problem.getMessage())
          .startsWith("subgroup_api_keys has a character")
          .doesNotContain("a key");
      assertThat(loomio.requests()).isEmpty();
    }
  }

  private String lastForm() {
    var requests = loomio.requests();
    return URLDecoder.decode(requests.get(requests.size() - 1).body(), StandardCharsets.UTF_8);
  }

  private static ProblemException problem(ThrowingCallable call) {
    ProblemException problem = catchThrowableOfType(ProblemException.class, call);
    assertThat(problem).as("a problem").isNotNull();
    return problem;
  }

  private static JsonObject json(String members) {
    return JsonText.parse("{" + members.replace('\'', '"') + "}").asJsonObject();
  }
}
