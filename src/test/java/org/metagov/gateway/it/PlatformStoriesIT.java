package org.metagov.gateway.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.demo.Demo;
import org.metagov.gateway.demo.Stage;
import org.metagov.gateway.fakes.discord.FakeDiscord;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.near.FakeNear;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Canaries;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Visitor;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;

/**
 * The platforms' stories over HTTP, against their fakes, on one gateway: that of the demo, whose
 * story kills it while the others are under way.
 */
class PlatformStoriesIT {
  private static final int MOST_CLICKS = 20;
  private static final Duration INTERVAL = Duration.ofSeconds(8);

  /** A webhook is known from a check by its coming so long before that. */
  private static final Duration LEAD = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * How a process goes on a platform.
   *
   * @param process its plugin and its name
   * @param parameters what it is started with
   * @param hook tells the platform where webhooks go to
   * @param vote casts one vote in every such process
   * @param end ends every such process on the platform
   * @param votes where its outcome has the vote, as a JSON pointer
   */
  private record Kind<F extends FakePlatform>(
      String process,
      Supplier<F> platform,
      Function<F, String> config,
      String parameters,
      BiConsumer<F, String> hook,
      Consumer<F> vote,
      Consumer<F> end,
      String votes) {
    String plugin() {
      return process.substring(0, process.indexOf('.'));
    }
  }

  private static final Kind<FakeLoomio> LOOMIO =
      new Kind<>(
          "loomio.poll",
          FakeLoomio::new,
          loomio ->
              "{\"api_key\":\"%s\",\"group_id\":%d,\"server_url\":\"%s\"}"
                  .formatted(FakeLoomio.KEY, FakeLoomio.GROUP, loomio.url()),
          "{\"title\":\"Tea?\",\"poll_type\":\"proposal\",\"options\":[\"agree\",\"disagree\"],"
              + "\"closing_at\":\"2099-12-31\"}",
          (loomio, url) -> loomio.hook(url, FakeLoomio.Shape.TODAY),
          FakeLoomio::vote,
          FakeLoomio::closeAll,
          "/votes/agree/count");

  private static final Kind<FakeDiscourse> DISCOURSE =
      new Kind<>(
          "discourse.poll",
          FakeDiscourse::new,
          discourse ->
              "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}"
                  .formatted(FakeDiscourse.KEY_FOR_ALL, FakeDiscourse.SECRET, discourse.url()),
          "{\"title\":\"Tea in the garden?\",\"options\":[\"yes\",\"no\"]}",
          FakeDiscourse::hook,
          discourse -> discourse.polls().forEach(post -> discourse.vote("alice", post, 0)),
          discourse -> discourse.polls().forEach(post -> discourse.close(post, true)),
          "/votes/yes");

  private static final Kind<FakeOpenCollective> OPEN_COLLECTIVE =
      new Kind<>(
          "opencollective.vote",
          FakeOpenCollective::new,
          collective ->
              "{\"personal_token\":\"%s\",\"collective_slug\":\"metagov\",\"server_url\":\"%s\"}"
                  .formatted(FakeOpenCollective.PERSONAL_TOKEN, collective.url()),
          "{\"title\":\"Tea in the garden?\"}",
          FakeOpenCollective::hook,
          collective -> collective.react("\uD83D\uDC4D\uFE0F"),
          FakeOpenCollective::closeAll,
          "/votes/yes");

  /** One for the server, as Slack is: its webhooks come to one URL. */
  private static final FakeSlack SLACK = new FakeSlack();

  /** So is GitHub. */
  private static final FakeGitHub GITHUB = new FakeGitHub();

  /** And Discord. */
  private static final FakeDiscord DISCORD = new FakeDiscord();

  /** What drivers were told to act for people by. */
  private static final List<String> TOLD = new CopyOnWriteArrayList<>();

  /** The communities that have one of these. */
  private static final Map<String, String> AT = new HashMap<>();

  private static Stage stage;
  private static final List<Runnable> WHILE_IT_IS_DOWN = new ArrayList<>();

  @BeforeAll
  static void start() {
    stage =
        new Stage(INTERVAL.toString()) {
          @Override
          public synchronized void kill() {
            super.kill();
            WHILE_IT_IS_DOWN.forEach(Runnable::run);
          }

          @Override
          protected Map<String, String> more() {
            Map<String, String> more = new LinkedHashMap<>(FakeGitHub.settings(GITHUB.url()));
            more.putAll(FakeDiscord.settings(DISCORD.url()));
            more.putAll(
                Map.of(
                    "metagov.auth.redirects",
                    "https://driver.example.org/slack,https://driver.example.org/github,"
                        + "https://driver.example.org/discord",
                    "metagov.plugin.slack.server-url",
                    SLACK.url(),
                    "metagov.plugin.slack.client-id",
                    FakeSlack.CLIENT,
                    "metagov.plugin.slack.client-secret",
                    FakeSlack.CLIENT_SECRET,
                    "metagov.plugin.slack.signing-secret",
                    FakeSlack.SIGNING_SECRET));
            return more;
          }
        };
    stage.start();
    SLACK.hook(stage.api().base() + "/api/hooks/slack");
    GITHUB.hook(stage.api().base() + "/api/hooks/github");
    assertThat(DISCORD.endpoint(stage.api().base() + "/api/hooks/discord")).isTrue();
  }

  @AfterAll
  static void stop() {
    try {
      noSecretOfAPlatformIsLeftAnywhere();
    } finally {
      stage.close();
      SLACK.close();
      GITHUB.close();
      DISCORD.close();
    }
  }

  /** Of all that the stories were let in by, and signed with. */
  private static void noSecretOfAPlatformIsLeftAnywhere() {
    Api api = stage.api();
    Canaries planted = new Canaries();
    planted.keep(fresh(api));
    Canaries secrets = new Canaries();
    Stream.of(FakeGitHub.settings(), FakeDiscord.settings())
        .flatMap(settings -> settings.entrySet().stream())
        .filter(each -> each.getKey().matches(".*-(secret|token)"))
        .map(Map.Entry::getValue)
        .forEach(secrets::keep);
    TOLD.forEach(secrets::keep);
    secrets.keep(FakeSlack.CLIENT_SECRET);
    secrets.keep(FakeSlack.SIGNING_SECRET);
    // Any line of the key's that is not its first one.
    secrets.keep(
        FakeGitHub.settings().get("metagov.plugin.github.private-key").split("\\\\n", -1)[2]);
    for (FakePlatform platform : List.of(SLACK, GITHUB, DISCORD)) {
      List<String> sent =
          platform.requests().stream().flatMap(SentSecrets::in).distinct().limit(40).toList();
      // One that no story of this run is about was asked nothing.
      assertThat(sent.isEmpty()).isEqualTo(platform.requests().isEmpty());
      sent.forEach(secrets::keep);
    }
    for (String page :
        List.of("audit/export", "inbox?limit=200", "process?limit=200", "community?limit=200")) {
      assertThat(secrets.in(api.get("/api/internal/" + page).text())).as(page).isEmpty();
    }
    for (Path place : stage.written()) {
      assertThat(secrets.below(List.of(place))).isEmpty();
    }
    assertThat(planted.below(stage.written())).as("the scan").isNotEmpty();
  }

  /** A community with one platform, and processes there. */
  private static final class Tale<F extends FakePlatform> implements AutoCloseable {
    private final Kind<F> kind;
    private final String community;
    private final F platform;
    private final FakeDriver driver = new FakeDriver();
    private final List<String> locations;

    Tale(Kind<F> kind, String community, int processes) {
      this.kind = kind;
      this.community = community;
      platform = kind.platform().get();
      Reply created =
          stage
              .api()
              .put(
                  "/api/internal/community/" + community,
                  "{\"plugins\":[{\"name\":\"%s\",\"config\":%s}]}"
                      .formatted(kind.plugin(), kind.config().apply(platform)));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      locations = IntStream.range(0, processes).mapToObj(i -> begin()).toList();
    }

    private String begin() {
      String callback = ",\"callback_url\":\"" + driver.url("/outcomes") + "\"}";
      return CrowdVote.started(
          stage.api().as(community), kind.process(), kind.parameters().replaceAll("}$", callback));
    }

    /** Lets the platform send webhooks. */
    Tale<F> hooked() {
      JsonObject hooks = stage.api().get("/api/internal/community/" + community + "/hooks").json();
      String path = hooks.getJsonArray("hooks").getString(0);
      // Each of these plugins would enter it by itself, on a server that is known by a name.
      assertThat(hooks.getJsonArray("registrations").getJsonObject(0).getString("by_hand"))
          .contains("metagov.server-url");
      kind.hook().accept(platform, stage.api().base() + path);
      return this;
    }

    void vote() {
      kind.vote().accept(platform);
    }

    void end() {
      kind.end().accept(platform);
    }

    /** Ends it when the next check is not near. */
    void endBetweenChecks() {
      Awaitility.await(community)
          .atMost(PATIENCE)
          .until(
              () ->
                  seen()
                      .allMatch(
                          process ->
                              time(process, "next_check_at").isAfter(Instant.now().plus(LEAD))));
      Instant check =
          seen()
              .map(process -> time(process, "next_check_at"))
              .min(Instant::compareTo)
              .orElseThrow();
      end();
      awaitEnd();
      assertThat(seen())
          .as("a webhook has ended it")
          .allMatch(process -> time(process, "completed_at").isBefore(check));
    }

    void awaitVote() {
      Awaitility.await(community + " hears of the vote")
          .atMost(PATIENCE)
          .until(() -> seen().allMatch(process -> votes(process) == 1));
    }

    void awaitEnd() {
      Awaitility.await(community + " ends")
          .atMost(PATIENCE)
          .until(() -> seen().allMatch(process -> process.getString("status").equals("completed")));
      assertThat(seen())
          .allSatisfy(
              process -> {
                assertThat(process.getJsonObject("errors")).as(community).isEmpty();
                assertThat(votes(process)).as(community).isEqualTo(1);
              });
    }

    void awaitLastCallbacks() {
      Awaitility.await("the last callbacks of " + community)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(driver.messages("/outcomes"))
                      .extracting(Message::json)
                      .filteredOn(process -> process.getString("status").equals("completed"))
                      .extracting(process -> process.get("outcome"))
                      .hasSizeGreaterThanOrEqualTo(locations.size())
                      .containsOnly(seen().findFirst().orElseThrow().get("outcome")));
    }

    Stream<JsonObject> seen() {
      return locations.stream().map(location -> stage.api().get(location).json());
    }

    private int votes(JsonObject process) {
      JsonObject outcome = process.getJsonObject("outcome");
      JsonValue found =
          outcome.containsKey("votes")
              ? Json.createPointer(kind.votes()).getValue(outcome)
              : JsonValue.NULL;
      return found instanceof JsonNumber number ? number.intValueExact() : 0;
    }

    private static Instant time(JsonObject process, String member) {
      return Instant.parse(process.getString(member));
    }

    @Override
    public void close() {
      platform.close();
      driver.close();
    }
  }

  @Test
  void aProcessEndsAsItsPlatformSaysByWebhookOrByPollingAndOverAKill() {
    try (Tale<?> loomio = new Tale<>(LOOMIO, "loomio-polled", 1);
        Tale<?> discourse = new Tale<>(DISCOURSE, "discourse-polled", 1);
        Tale<?> collective = new Tale<>(OPEN_COLLECTIVE, "opencollective-polled", 1);
        Tale<?> hooked = new Tale<>(LOOMIO, "loomio-hooked", 1).hooked()) {
      List<Tale<?>> polled = List.of(loomio, discourse, collective);
      polled.forEach(Tale::vote);
      hooked.vote();
      hooked.awaitVote();
      polled.forEach(Tale::awaitVote);
      WHILE_IT_IS_DOWN.add(() -> polled.forEach(Tale::end));
      List<CrowdVote> crowds = List.of(slackVote(""), discordVote(""), gitHubVote(""));
      crowds.forEach(crowd -> crowd.overLosses(0));
      WHILE_IT_IS_DOWN.add(() -> voteInVain(crowds));
      playTheDemo();
      crowds.forEach(PlatformStoriesIT::goOn);
      polled.forEach(Tale::awaitEnd);
      hooked.endBetweenChecks();
      polled.forEach(Tale::awaitLastCallbacks);
      hooked.awaitLastCallbacks();
    }
  }

  /** What is said on GitHub stands there; elsewhere whoever clicks is told that it has failed. */
  private static void voteInVain(List<CrowdVote> crowds) {
    assertThat(crowds.get(0).isTaken("1000", "water")).isFalse();
    assertThat(crowds.get(1).isTaken("1000", "water")).isFalse();
    crowds.get(2).click("1000", "water");
  }

  /** Some go on after the kill, and others change their mind; what is late is not what was last. */
  private static void goOn(CrowdVote crowd) {
    crowd.overLosses(5);
    crowd.close();
    assertThat(crowd.answers()).contains(0, 200);
  }

  /** Returns the community that has {@code plugin}: somebody has installed it there. */
  private static String at(String plugin) {
    return AT.computeIfAbsent(plugin, name -> installed(stage.api(), name, yes(name)));
  }

  private static UnaryOperator<String> yes(String plugin) {
    return switch (plugin) {
      case "slack" -> SLACK::yes;
      case "github" ->
          page -> GITHUB.yes(FakeGitHub.ADMIN, page, stage.api().base() + "/auth/github/callback");
      default -> page -> DISCORD.yes(page, FakeDiscord.ADMIN, FakeDiscord.GUILD);
    };
  }

  /** A vote in the community that an admin of the workspace has installed the app for. */
  private static CrowdVote slackVote(String more) {
    return CrowdVote.onSlack(SLACK, stage.api(), at("slack"), more);
  }

  /** And of the guild that somebody has let the bot in to. */
  private static CrowdVote discordVote(String more) {
    return CrowdVote.onDiscord(DISCORD, stage.api(), at("discord"), more);
  }

  /** And of the organization that has the app. */
  private static CrowdVote gitHubVote(String more) {
    return CrowdVote.onGitHub(GITHUB, stage.api(), at("github"), more);
  }

  @Test
  void aVoteEndsByItsDeadlineWithWhatWasSaidBefore() {
    String end = ",\"closing_at\":\"" + Instant.now().plusSeconds(8) + "\"";
    List<CrowdVote> votes = List.of(discordVote(end), gitHubVote(end));
    votes.forEach(vote -> vote.click("2000", "tea"));
    votes.forEach(vote -> vote.click("2001", "coffee"));
    votes.forEach(vote -> vote.click("2000", "water"));
    votes.forEach(vote -> vote.awaitEnd(PATIENCE));
  }

  @Test
  void ofAThousandClicksOfTwoHundredPeopleTheLastOfEachCounts() {
    CrowdVote vote = slackVote("");
    int before = SLACK.requests().size();
    AtomicInteger busy = new AtomicInteger();
    SLACK.show(
        new FakePlatform.Onlooker() {
          @Override
          public void done(FakeServer.Request request, FakePlatform.Answer answer) {
            if (answer.status() == 429) {
              busy.incrementAndGet();
            }
          }
        });
    long begun = System.nanoTime();
    Parallel.run(
        200,
        i -> {
          Random mind = new Random(i);
          for (int click = 0; click < 5; click++) {
            vote.click("P" + i, CrowdVote.OPTIONS.get(mind.nextInt(3)));
          }
          return i;
        });
    // At once: what was taken counts, though not all of it was taken in yet.
    vote.close();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(busy).hasValue(0);
    assertThat(SLACK.requests().stream().skip(before))
        .as("the message was written every other second at most, and in the end")
        .hasSizeLessThanOrEqualTo((int) took.toSeconds() / 2 + 4);
    // What comes after the end is answered, and changes nothing.
    JsonValue outcome = stage.api().get(vote.location()).json().get("outcome");
    assertThat(SLACK.act("P0", "cast_vote", "tea")).isEqualTo(200);
    assertThat(SLACK.act("late", "cast_vote", "tea")).isEqualTo(200);
    Awaitility.await("the late clicks are dropped")
        .atMost(PATIENCE)
        .until(
            () ->
                stage
                    .api()
                    .get("/api/internal/inbox?state=waiting&community=" + at("slack"))
                    .json()
                    .getJsonArray("webhooks")
                    .isEmpty());
    assertThat(stage.api().get(vote.location()).json().get("outcome")).isEqualTo(outcome);
  }

  @Test
  void theDriverOfTheYear2021FindsEveryMemberThatItReads() {
    try (FakeDriver driver = new FakeDriver();
        FakeLoomio loomio = new FakeLoomio();
        FakeOpenCollective collective = new FakeOpenCollective()) {
      PolicyKit kit = new PolicyKit(stage.api(), driver.url("/metagov/internal/outcome/1"));
      String community = AT.computeIfAbsent("slack", unknown -> kit.create());
      Map<String, String> told = kit.browse("slack", "type=app&community=" + community, SLACK::yes);
      assertThat(told).containsEntry("community", community).containsKey("user_id");
      String adminToken = told.get("user_token");
      assertThat(adminToken).isNotBlank().doesNotContain("xox");
      TOLD.add(adminToken);
      assertThat(kit.browse("slack", "type=user", SLACK::yes))
          .containsKeys("user_token", "user_id", "team_id");
      itManagesASlackWorkspace(kit, community, adminToken);
      itVotesOnSlack(kit, community, driver);
      itHearsOfASlackWorkspace(community);

      JsonObject read = kit.settings(community);
      assertThat(read.getJsonArray("plugins").getJsonObject(0).getString("auth_type"))
          .isEqualTo("oauth");
      kit.rename(read, "Softball");
      JsonObject enabled = kit.enable(community, "loomio", LOOMIO.config().apply(loomio));
      assertThat(enabled.getJsonObject("config").getString("api_key")).isNotBlank();
      String poll =
          kit.start(
              community,
              "loomio.poll",
              "{\"title\":\"Tea?\",\"closing_at\":\"2099-12-31\",\"poll_type\":\"proposal\","
                  + "\"options\":[\"agree\",\"disagree\"],\"details\":null}");
      assertThat(kit.look(poll).getString("url")).startsWith("http");
      kit.disable(enabled);
      JsonObject money =
          kit.enable(community, "opencollective", OPEN_COLLECTIVE.config().apply(collective));
      assertThat(money.getJsonObject("config").getString("collective_slug")).isEqualTo("metagov");
      kit.start(community, "opencollective.vote", "{\"title\":\"Tea?\",\"details\":\"Now\"}");
      kit.disable(money);
    }
  }

  /** What it does in a workspace, some of it as whoever has installed the app. */
  private static void itManagesASlackWorkspace(PolicyKit kit, String community, String token) {
    JsonObject team =
        kit.act(community, "slack.method", "{\"method_name\":\"team.info\"}").getJsonObject("team");
    assertThat(team.getString("id")).isEqualTo(FakeSlack.TEAM);
    assertThat(team.getString("name")).isNotBlank();
    for (JsonObject member :
        kit.act(community, "slack.method", "{\"method_name\":\"users.list\"}")
            .getJsonArray("members")
            .getValuesAs(JsonObject.class)) {
      assertThat(member.getString("id") + member.getString("real_name")).isNotBlank();
      assertThat(member.getBoolean("deleted")).isFalse();
      assertThat(member.containsKey("is_bot")).isTrue();
      assertThat(member.getJsonObject("profile").getString("image_24")).startsWith("http");
    }
    String user = "\"user\":\"%s\"".formatted(FakeSlack.MEMBER);
    assertThat(
            kit.act(community, "slack.method", "{\"method_name\":\"users.info\"," + user + "}")
                .getJsonObject("user")
                .getString("id"))
        .isEqualTo(FakeSlack.MEMBER);
    String there = "\"channel\":\"%s\"".formatted(FakeSlack.CHANNEL);
    String as = ",\"token\":\"" + token + "\"";
    JsonObject posted =
        kit.act(community, "slack.post-message", "{\"text\":\"Hello\"," + there + "}");
    assertThat(posted.getString("channel")).isEqualTo(FakeSlack.CHANNEL);
    String ts = "\"ts\":\"" + posted.getString("ts") + "\"";
    assertThat(
            kit.act(community, "slack.post-message", "{\"text\":\"Hello\",\"users\":[\"U1\"]}")
                .getString("ts"))
        .isNotBlank();
    for (String more :
        List.of(
            "\"method_name\":\"chat.postEphemeral\",\"text\":\"Hush\"," + user,
            "\"method_name\":\"pins.remove\",\"timestamp\":\"1.1\"" + as,
            "\"method_name\":\"conversations.rename\",\"name\":\"general\"" + as,
            "\"method_name\":\"conversations.invite\",\"users\":\"U1\"" + as,
            "\"method_name\":\"conversations.kick\"," + user + as,
            "\"method_name\":\"chat.delete\"," + ts + as)) {
      kit.act(community, "slack.method", "{" + more + "," + there + "}");
    }
  }

  /** integrations/slack/utils.py, {@code slack_event_to_platform_action}. */
  private static void itHearsOfASlackWorkspace(String community) {
    String there = "\"user\":\"U1\",\"channel\":\"C1\"";
    Map<String, String> happened = new LinkedHashMap<>();
    happened.put("message", there + ",\"text\":\"Tea for two\",\"ts\":\"1.1\"");
    happened.put("member_joined_channel", there + ",\"inviter\":\"U2\"");
    happened.put(
        "pin_added",
        "\"user\":\"U1\",\"channel_id\":\"C1\",\"item\":{\"message\":{\"ts\":\"1.1\"}}");
    happened.forEach(
        (type, more) -> {
          JsonObject event =
              JsonText.parse("{\"type\":\"" + type + "\"," + more + "}").asJsonObject();
          assertThat(SLACK.happen(event)).isEqualTo(200);
          JsonObject heard = PolicyKit.heard(stage.driver(), community, "slack", type, "1");
          assertThat(heard.getJsonObject("initiator").getString("user_id")).isEqualTo("U1");
          Map<String, JsonValue> data = new HashMap<>(event);
          data.keySet().removeAll(List.of("type", "user"));
          assertThat(heard.getJsonObject("data")).containsAllEntriesOf(data);
        });
  }

  private static void itVotesOnSlack(PolicyKit kit, String community, FakeDriver driver) {
    String vote =
        kit.start(
            community,
            "slack.emoji-vote",
            "{\"poll_type\":\"boolean\",\"title\":\"Tea?\",\"channel\":\"%s\"}"
                .formatted(FakeSlack.CHANNEL));
    JsonObject outcome = kit.look(vote).getJsonObject("outcome");
    assertThat(outcome.getString("message_ts")).isNotBlank();
    assertThat(PolicyKit.votes(outcome)).containsOnlyKeys("yes", "no");
    assertThat(SLACK.act("U1", "cast_vote", "yes")).isEqualTo(200);
    assertThat(PolicyKit.votes(kit.close(vote).getJsonObject("outcome")))
        .containsEntry("yes", List.of("U1"))
        .containsEntry("no", List.of());
    PolicyKit.calledBack(
            driver, "/metagov/internal/outcome/1", "slack.emoji-vote", community, "yes", "no")
        .forEach(PolicyKit::votes);
  }

  @Test
  void itFindsThemOnGitHubToo() {
    try (FakeDriver driver = new FakeDriver()) {
      String path = "/metagov/internal/outcome/2";
      PolicyKit kit = new PolicyKit(stage.api(), driver.url(path));
      new PolicyKitElsewhere(kit, driver, path, stage.driver())
          .onGitHub(GITHUB, AT.computeIfAbsent("github", unknown -> kit.create()), yes("github"));
    }
  }

  @Test
  void itFindsThemOnDiscordToo() {
    try (FakeDriver driver = new FakeDriver()) {
      String path = "/metagov/internal/outcome/3";
      PolicyKit kit = new PolicyKit(stage.api(), driver.url(path));
      new PolicyKitElsewhere(kit, driver, path, stage.driver())
          .onDiscord(
              DISCORD, AT.computeIfAbsent("discord", unknown -> kit.create()), yes("discord"));
    }
  }

  @Test
  void itFindsThemOnDiscourseToo() {
    try (FakeDriver driver = new FakeDriver();
        FakeDiscourse discourse = new FakeDiscourse()) {
      String path = "/metagov/internal/outcome/4";
      PolicyKit kit = new PolicyKit(stage.api(), driver.url(path));
      new PolicyKitElsewhere(kit, driver, path, stage.driver())
          .onDiscourse(discourse, kit.create(), stage.api().base().toString());
    }
  }

  @Test
  void aContractOnNearIsCalledOnceAndLookedAt() {
    try (FakeNear near = new FakeNear()) {
      Reply created =
          stage
              .api()
              .put(
                  "/api/internal/community/near",
                  "{\"plugins\":[{\"name\":\"near\",\"config\":{\"contract_id\":\"%s\","
                          .formatted(FakeNear.CONTRACT)
                      + "\"account_id\":\"%s\",\"secret_key\":\"%s\",\"node_url\":\"%s\"}}]}"
                          .formatted(FakeNear.ACCOUNT, FakeNear.SECRET, near.url()));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      Api driver = stage.api().as("near");
      String call =
          "{\"method_name\":\"add_proposal\",\"args\":{\"proposal\":{\"description\":\"pay me\"}},"
              + "\"amount\":\"100000000000000000001\"}";
      near.trouble(FakeNear.Trouble.UNANSWERED);
      Reply called = driver.act("near.call", call);
      assertThat(called.status()).as(called.text()).isEqualTo(200);
      assertThat(near.transactions()).isEqualTo(1);
      Reply seen =
          driver.act("near.view", "{\"method_name\":\"get_proposal\",\"args\":{\"id\":0}}");
      assertThat(seen.status()).as(seen.text()).isEqualTo(200);
      assertThat(seen.json().getJsonObject("result").getString("bond"))
          .isEqualTo("100000000000000000001");
    }
  }

  @Test
  void peopleVoteOnSlackWhereAnAdminHasInstalledTheApp() {
    try (FakeDriver driver = new FakeDriver()) {
      Api api = stage.api();
      CrowdVote vote =
          slackVote(
              ",\"ineligible_voters\":[\"U0\"],\"callback_url\":\"%s\""
                  .formatted(driver.url("/outcomes")));
      String location = vote.location();
      int before = SLACK.deliveries().size();
      // Twenty people, who each vote for tea and then for coffee; one of them may not.
      Parallel.run(
          20,
          i -> {
            vote.click("U" + i, "tea");
            vote.click("U" + i, "coffee");
            return i;
          });
      List<Delivery> sent =
          SLACK.deliveries().stream()
              .skip(before)
              .filter(delivery -> delivery.status() == 200)
              .toList();
      assertThat(sent).hasSize(40);
      // Whatever comes twice happens once.
      sent.subList(0, 10).forEach(vote::again);
      Awaitility.await("all votes are counted")
          .atMost(PATIENCE)
          .until(() -> count(api, location, "coffee") == 19);
      assertThat(count(api, location, "tea")).isZero();
      Awaitility.await("the message shows them")
          .atMost(PATIENCE)
          .until(() -> SLACK.shown().contains("`19`"));
      assertThat(SLACK.ephemeral()).extracting(told -> told.get("user")).contains("U0");

      // The workspace is that community's: no other one hears of what happens there.
      Reply another =
          api.as(fresh(api))
              .post(
                  "/api/internal/plugin/slack",
                  "{\"team_id\":\"%s\",\"bot_token\":\"%s\"}"
                      .formatted(FakeSlack.TEAM, FakeSlack.BOT_TOKEN));
      assertThat(another.status()).isEqualTo(409);
      assertThat(another.text())
          .contains("Another community has plugin 'slack' with this team_id already");
      assertThat(
              api.put(
                      "/api/internal/community/of-others",
                      "{\"plugins\":[{\"name\":\"slack\",\"config\":{\"team_id\":\"%s\"}}]}"
                          .formatted(FakeSlack.TEAM))
                  .status())
          .isEqualTo(409);

      // No config of a driver leads tokens, or the question whose they are, to another server.
      try (FakeServer other = new FakeServer()) {
        Reply led =
            api.as(fresh(api))
                .post(
                    "/api/internal/plugin/slack",
                    "{\"team_id\":\"T0\",\"bot_token\":\"xoxb-made-up\",\"server_url\":\"%s\"}"
                        .formatted(other.url("")));
        assertThat(led.status()).isEqualTo(502);
        assertThat(led.text()).contains("Slack refuses auth.test: invalid_auth");
        assertThat(other.requests()).isEmpty();
      }

      Delivery genuine = sent.get(0);
      Map<String, String> headers = new LinkedHashMap<>(genuine.headers());
      headers.put("X-Slack-Signature", "v0=" + "0".repeat(64));
      assertThat(SLACK.redeliver(new Delivery(genuine.url(), headers, genuine.body(), 0)))
          .as("forged")
          .isEqualTo(401);
      Instant now = Instant.now();
      assertThat(signed(genuine, genuine.body(), now.minusSeconds(302))).as("stale").isEqualTo(401);
      // Whoever has caught a click signs it in vain for another time, or another workspace.
      String others = genuine.body().replace(FakeSlack.TEAM, "T0ANOTHER");
      assertThat(signed(genuine, genuine.body(), now)).as("replayed").isEqualTo(200);
      assertThat(signed(genuine, others, now)).as("of another workspace").isEqualTo(200);
      String teaAgain =
          genuine.body().replace("coffee", "tea").replace(FakeSlack.TEAM, "T0ANOTHER");
      assertThat(signed(genuine, teaAgain, now)).isEqualTo(200);

      JsonObject closed = api.delete(location).json();
      assertThat(closed.getString("status")).isEqualTo("completed");
      assertThat(vote.counted()).containsEntry("coffee", 19).containsEntry("tea", 0);
      assertThat(SLACK.shown()).contains("`19`").doesNotContain("accessory");
      awaitLastCallback(driver, closed);
    }
  }

  /** Waits until {@code driver} hears that a process has ended as {@code ended} says. */
  private static void awaitLastCallback(FakeDriver driver, JsonObject ended) {
    Awaitility.await("the last callback")
        .atMost(PATIENCE)
        .until(
            () ->
                driver.messages("/outcomes").stream()
                    .map(Message::json)
                    .anyMatch(
                        told ->
                            told.getString("status").equals("completed")
                                && told.get("outcome").equals(ended.get("outcome"))));
  }

  /** Sends a webhook with a signature at {@code time}; returns the answer. */
  private static int signed(Delivery as, String body, Instant time) {
    Map<String, String> headers =
        FakeSlack.signed(
            Map.of("Content-Type", as.headers().get("Content-Type")), body.getBytes(UTF_8), time);
    return SLACK.redeliver(new Delivery(as.url(), headers, body, 0));
  }

  @Test
  void peopleVoteOnDiscordWhereSomebodyHasLetTheBotIn() {
    try (FakeDriver driver = new FakeDriver()) {
      Api api = stage.api();
      int before = DISCORD.deliveries().size();
      CrowdVote vote =
          discordVote(
              ",\"ineligible_voters\":[\"100\"],\"callback_url\":\"%s\""
                  .formatted(driver.url("/outcomes")));
      String location = vote.location();
      // Twenty people, who each vote for tea and then for coffee; one of them may not.
      List<String> told =
          Parallel.run(
              20,
              i -> {
                press(String.valueOf(100 + i), 0);
                return press(String.valueOf(100 + i), 1);
              });
      assertThat(told)
          .containsOnly("You vote for: coffee", "You are not eligible to vote in this poll.");
      List<Delivery> sent =
          DISCORD.deliveries().stream()
              .skip(before)
              .filter(delivery -> delivery.status() == 200)
              .toList();
      assertThat(sent).hasSize(40);
      // Whatever comes twice happens once.
      sent.subList(0, 10).forEach(vote::again);
      Awaitility.await("all votes are counted")
          .atMost(PATIENCE)
          .until(() -> count(api, location, "coffee") == 19);
      assertThat(count(api, location, "tea")).isZero();
      Awaitility.await("the message shows them")
          .atMost(PATIENCE)
          .until(() -> DISCORD.shown().getString("content").contains("coffee   (19)"));
      assertThat(DISCORD.tooMany()).as("calls beyond the limits").isZero();

      Delivery genuine = sent.get(0);
      Map<String, String> headers = new LinkedHashMap<>(genuine.headers());
      headers.put("X-Signature-Ed25519", "00".repeat(64));
      assertThat(DISCORD.redeliver(new Delivery(genuine.url(), headers, genuine.body(), 0)))
          .isEqualTo(401);
      nobodyElseHasTheGuild(api);

      JsonObject closed = api.delete(location).json();
      assertThat(closed.getString("status")).isEqualTo("completed");
      assertThat(press("101", 0)).isEqualTo("This vote is over.");
      assertThat(api.get(location).json().get("outcome")).isEqualTo(closed.get("outcome"));
      awaitLastCallback(driver, closed);

      DISCORD.command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "hello");
      Awaitility.await("the command is an event, and was answered")
          .atMost(PATIENCE)
          .until(
              () ->
                  DISCORD.followUps().containsValue("Message received!")
                      && api.get("/api/internal/events?community=" + at("discord"))
                          .text()
                          .contains("\"slash_command\""));
    }
  }

  /** The bot is one and the same for all: who has not let it in has none of the guild. */
  private static void nobodyElseHasTheGuild(Api api) {
    String thief = fresh(api);
    Reply bound =
        api.as(thief)
            .post(
                "/api/internal/plugin/discord",
                "{\"guild_id\":%s}".formatted(FakeDiscord.OTHER_GUILD));
    assertThat(bound.status()).as(bound.text()).isEqualTo(400);
    assertThat(bound.text()).contains("/auth/discord/authorize");
    assertThat(authorized(api, "discord", thief, yes("discord")))
        .contains("error=discord_wrong_community");
  }

  private static String press(String user, int option) {
    for (int tries = 1; tries < MOST_CLICKS; tries++) {
      Optional<JsonObject> told = DISCORD.vote(user, option);
      if (told.isPresent()) {
        return told.get().getJsonObject("data").getString("content");
      }
    }
    throw new AssertionError(
        "nobody took the vote of "
            + user
            + ": "
            + DISCORD.deliveries().stream().map(Delivery::status).distinct().toList());
  }

  /** By HTTP Discord tells nobody that a bot was taken out of a guild. */
  @Test
  void aGuildThatTheBotWasTakenOutOfIsFreeForOthersAndNoOtherIs() {
    Api api = stage.api();
    UnaryOperator<String> yes =
        page -> DISCORD.yes(page, FakeDiscord.ADMIN, FakeDiscord.OTHER_GUILD);
    String first = installed(api, "discord", yes);
    String vote =
        CrowdVote.started(
            api.as(first),
            "discord.vote",
            "{\"title\":\"Tea?\",\"poll_type\":\"boolean\",\"channel\":%s}"
                .formatted(FakeDiscord.OTHER_CHANNEL));
    String second = fresh(api);
    assertThat(authorized(api, "discord", second, yes)).contains("error=discord_wrong_community");
    assertThat(api.as(first).act("discord.get-guild", "{}").status()).isEqualTo(200);

    DISCORD.kick(FakeDiscord.OTHER_GUILD);
    Reply refused = api.as(first).act("discord.get-guild", "{}");
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.text()).contains("The bot is not in the guild any more");
    Reply ended = api.delete(vote);
    assertThat(ended.status()).as(ended.text()).isEqualTo(200);

    assertThat(authorized(api, "discord", second, yes)).contains("community=" + second);
    assertThat(api.as(second).act("discord.get-guild", "{}").status()).isEqualTo(200);
    Reply before = api.get("/api/internal/community/" + first);
    assertThat(before.json().getJsonArray("plugins")).isEmpty();
    assertThat(authorized(api, "discord", first, yes)).contains("error=discord_wrong_community");
    // Nobody has the guild, as other stories expect it.
    assertThat(api.delete("/api/internal/community/" + second).status()).isEqualTo(204);
  }

  /** Goes to a platform and back as a browser does; returns the community that was made. */
  private static String installed(Api api, String plugin, UnaryOperator<String> yes) {
    String driver = authorized(api, plugin, "", yes);
    assertThat(driver).contains("community=").doesNotContain("xox", "ghs_", "ghu_");
    return driver.replaceFirst(".*[?&]community=([^&]*).*", "$1");
  }

  /** As above, for {@code community}; returns where the driver is told how it has ended. */
  private static String authorized(
      Api api, String plugin, String community, UnaryOperator<String> yes) {
    Visitor visitor = new Visitor(api, plugin);
    String page =
        visitor.leaveFor(
            "redirect_uri=https%%3A%%2F%%2Fdriver.example.org%%2F%s&state=7&community=%s"
                .formatted(plugin, community));
    String driver = visitor.comeBack(yes.apply(page)).header("Location").orElseThrow();
    assertThat(driver).startsWith("https://driver.example.org/" + plugin + "?");
    return driver;
  }

  private static Reply enabled(Api api, String installation) {
    return api.post(
        "/api/internal/plugin/github", "{\"installation_id\":\"%s\"}".formatted(installation));
  }

  private static String fresh(Api api) {
    return api.post("/api/internal/community", "{}").json().getString("name");
  }

  /** Webhooks are hints there: some are lost, some come twice, and nothing is counted twice. */
  @Test
  void peopleVoteOnGitHubWhereAnOwnerHasInstalledTheApp() {
    try (FakeDriver driver = new FakeDriver()) {
      Api api = stage.api();
      String community = at("github");
      int before = GITHUB.deliveries().size();
      Api stranger = api.as(fresh(api));
      Reply taken = enabled(stranger, FakeGitHub.INSTALLATION);
      assertThat(taken.status()).as(taken.text()).isEqualTo(409);
      assertThat(taken.text()).contains("Another community has plugin 'github'");
      Reply unshown = enabled(stranger, "957388");
      assertThat(unshown.status()).as(unshown.text()).isEqualTo(400);
      assertThat(unshown.text()).contains("Nobody has shown");
      String location =
          CrowdVote.started(
              api.as(community),
              "github.issue-comment-vote",
              ("{\"repo_name\":\"hello-world\",\"question\":\"What to drink?\","
                      + "\"options\":[\"tea\",\"coffee\"],\"callback_url\":\"%s\"}")
                  .formatted(driver.url("/outcomes")));
      GITHUB.drop(0.3, 1);
      Parallel.run(
          10,
          i -> {
            GITHUB.comment("user-" + i, "^^^^tea^^^^");
            return GITHUB.comment("user-" + i, "No: ^^^^coffee^^^^");
          });
      List<Delivery> sent =
          GITHUB.deliveries().stream()
              .skip(before)
              .filter(delivery -> delivery.status() == 200)
              .toList();
      assertThat(sent).hasSizeBetween(5, 20);
      CrowdVote.taken(() -> GITHUB.redeliver(sent.get(0)));
      Map<String, String> forged = new LinkedHashMap<>(sent.get(0).headers());
      forged.put("X-Hub-Signature-256", "sha256=" + "0".repeat(64));
      assertThat(GITHUB.redeliver(new Delivery(sent.get(0).url(), forged, sent.get(0).body(), 0)))
          .isEqualTo(401);
      Awaitility.await("all votes are counted")
          .atMost(PATIENCE)
          .until(() -> count(api, location, "coffee") == 10);
      assertThat(count(api, location, "tea")).isZero();
      // A token that GitHub takes no more is renewed by one of those who need it.
      int minted = GITHUB.minted();
      GITHUB.expire();
      String look = "{\"route\":\"/repos/{owner}/hello-world\"}";
      Parallel.run(12, i -> api.as(community).act("github.method", look))
          .forEach(reply -> assertThat(reply.status()).as(reply.text()).isEqualTo(200));
      assertThat(GITHUB.minted()).isEqualTo(minted + 1);
      GITHUB.drop(0, 1);
      GITHUB.close(FakeGitHub.ADMIN);
      Awaitility.await("the vote ends with its issue")
          .atMost(PATIENCE)
          .until(() -> api.get(location).json().getString("status").equals("completed"));
      JsonObject ended = api.get(location).json();
      assertThat(ended.getJsonObject("errors")).isEmpty();
      awaitLastCallback(driver, ended);
      AT.remove("github");
      assertThat(GITHUB.uninstall()).isEqualTo(200);
      Awaitility.await("the plugin goes with the app")
          .atMost(PATIENCE)
          .until(
              () ->
                  api.get("/api/internal/community/" + community)
                      .json()
                      .getJsonArray("plugins")
                      .isEmpty());
    }
  }

  private static int count(Api api, String location, String option) {
    return api.get(location)
        .json()
        .getJsonObject("outcome")
        .getJsonObject("votes")
        .getJsonObject(option)
        .getInt("count");
  }

  /** Plays it into a file, which shows how far it came. */
  private static void playTheDemo() {
    Path shown = GatewayProcess.folder("demo").resolve("story.txt");
    try (PrintStream out = new PrintStream(Files.newOutputStream(shown), true, UTF_8)) {
      Demo.play(stage, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPollWhoseWebhooksAreLostEndsWithinTwoIntervals() {
    List<Tale<FakeLoomio>> tales =
        IntStream.range(0, 4).mapToObj(i -> new Tale<>(LOOMIO, "lossy-" + i, 5).hooked()).toList();
    for (int i = 0; i < tales.size(); i++) {
      tales.get(i).platform.drop(0.3, i);
    }
    tales.forEach(Tale::vote);
    Instant end = Instant.now();
    tales.forEach(Tale::end);
    tales.forEach(Tale::awaitEnd);
    assertThat(tales.stream().flatMap(Tale::seen))
        .hasSize(20)
        .allMatch(
            process ->
                Tale.time(process, "completed_at").isBefore(end.plus(INTERVAL.multipliedBy(2))));
    assertThat(tales.stream().flatMap(tale -> tale.platform.deliveries().stream()))
        .extracting(FakePlatform.Delivery::status)
        .contains(0, 200)
        .containsOnly(0, 200);
    tales.forEach(Tale::close);
  }
}
