package org.metagov.gateway.plugins.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.discord.FakeDiscord;
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
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.PluginUnderTest.Running;

class DiscordTest {
  private static final String BACK = "https://gateway.example.org/auth/discord/callback";
  private static final String CHANNEL = FakeDiscord.CHANNEL;

  private final FakeDiscord discord = new FakeDiscord();
  private final PluginUnderTest plugin = enabled(FakeDiscord.GUILD);

  /** What an installation keeps; it is the same each time. */
  private static final class Installed {
    private static final Map<String, Credential> CREDENTIALS = credentials();

    private static Map<String, Credential> credentials() {
      try (FakeDiscord other = new FakeDiscord();
          PluginUnderTest any = new PluginUnderTest(new Discord(), config("'1'"), url(other))) {
        any.set(FakeDiscord.settings());
        return new Discord()
            .install(any.server(), grant(any, other, Purpose.INSTALL))
            .credentials();
      }
    }
  }

  static Map<String, Credential> installed() {
    return Installed.CREDENTIALS;
  }

  private static Optional<String> url(FakeDiscord of) {
    return Optional.of(of.url());
  }

  private static JsonObject config(String guild) {
    return json("{'guild_id':%s}".formatted(guild));
  }

  private PluginUnderTest enabled(String guild) {
    PluginUnderTest made =
        new PluginUnderTest(new Discord(), config("'" + guild + "'"), url(discord));
    made.set(FakeDiscord.settings());
    return made;
  }

  @BeforeEach
  void install() {
    installed().forEach(plugin::keep);
    discord.hook(plugin.hookUrl());
  }

  @AfterEach
  void close() {
    plugin.close();
    discord.close();
  }

  @Test
  void whoeverMayManageAGuildLetsTheBotIn() {
    Installation<Discord.Config> made =
        new Discord().install(plugin.server(), grant(plugin, discord, Purpose.INSTALL));
    assertThat(made.config())
        .isEqualTo(
            new Discord.Config(new NumericId(FakeDiscord.GUILD), Optional.of("Discord Testers")));
    assertThat(made.credentials()).containsOnlyKeys("guild");
    assertThat(made.parameters())
        .isEqualTo(Map.of("user_id", FakeDiscord.ADMIN, "guild_id", FakeDiscord.GUILD));
  }

  @Test
  void whichGuildItIsTheTokenSaysAndNotTheAddress() {
    AuthorizationGrant genuine = grant(plugin, discord, Purpose.INSTALL);
    AuthorizationGrant altered =
        new AuthorizationGrant(
            genuine.code(),
            genuine.redirectUri(),
            genuine.codeVerifier(),
            Map.of("guild_id", FakeDiscord.OTHER_GUILD));
    assertThat(new Discord().install(plugin.server(), altered).config().guildId().digits())
        .isEqualTo(FakeDiscord.GUILD);
  }

  @Test
  void aCodeThatIsOfNoBotInstallsNothing() {
    assertThat(
            catchThrowableOfType(
                    AuthorizationException.class,
                    () ->
                        new Discord()
                            .install(plugin.server(), grant(plugin, discord, Purpose.SIGN_IN)))
                .code())
        .isEqualTo("discord_no_guild");
  }

  @Test
  void aCodeIsGoodOnce() {
    AuthorizationGrant grant = grant(plugin, discord, Purpose.INSTALL);
    new Discord().install(plugin.server(), grant);
    assertThat(
            catchThrowableOfType(
                PlatformException.class, () -> new Discord().install(plugin.server(), grant)))
        .hasMessage("Discord refuses the code: invalid_grant");
  }

  @Test
  void somebodySignsIn() {
    assertThat(new Discord().signIn(plugin.server(), grant(plugin, discord, Purpose.SIGN_IN)))
        .isEqualTo(new SignIn(FakeDiscord.ADMIN, FakeDiscord.GUILD, Map.of("username", "nelly")));
  }

  /** Goes to Discord's page as a browser does, and comes back. */
  private static AuthorizationGrant grant(
      PluginUnderTest plugin, FakeDiscord discord, Purpose purpose) {
    ConsentPage page =
        new Discord().consent(plugin.server(), new ConsentRequest(purpose, Optional.empty()));
    assertThat(page.url()).isEqualTo(discord.url() + "/oauth2/authorize");
    String query =
        page.parameters().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue().replace(" ", "%20"))
            .collect(Collectors.joining("&"));
    String location = page.url() + "?" + query + "&response_type=code&state=s&redirect_uri=" + BACK;
    String back = discord.yes(location, FakeDiscord.ADMIN, FakeDiscord.GUILD);
    String code = URI.create(back).getQuery().replaceFirst("code=([^&]*)&.*", "$1");
    return new AuthorizationGrant(code, BACK, "verifier", Map.of());
  }

  @Test
  void nobodyBindsAGuildThatTheyWereNotLetInto() {
    try (PluginUnderTest thief = enabled(FakeDiscord.OTHER_GUILD)) {
      assertThat(catchThrowableOfType(ProblemException.class, thief::initialize).type())
          .as("without an installation")
          .isEqualTo(ProblemType.INVALID);
      installed().forEach(thief::keep);
      assertThat(catchThrowableOfType(ProblemException.class, thief::initialize))
          .as("with that of another guild")
          .hasMessageContaining("/auth/discord/authorize");
      assertThat(discord.requests()).isEmpty();
    }
    plugin.initialize();
  }

  /** Or the guild would be another's who lets in the bot that is there. */
  @Test
  void aGuildIsOnesOwnUntilTheBotIsTakenOutAndNotAgainWhenItIsLetInForAnother() {
    plugin.initialize();
    assertThat(plugin.isShutOut()).isFalse();
    discord.letIn(FakeDiscord.GUILD);
    assertThat(plugin.isShutOut()).as("it was there all the time").isFalse();
    discord.kick(FakeDiscord.GUILD);
    assertThat(plugin.isShutOut()).isTrue();
    discord.letIn(FakeDiscord.GUILD);
    assertThat(plugin.isShutOut()).as("it was let in anew").isTrue();
    assertThat(catchThrowableOfType(ProblemException.class, plugin::initialize))
        .hasMessageContaining("/auth/discord/authorize");
    new Discord()
        .install(plugin.server(), grant(plugin, discord, Purpose.INSTALL))
        .credentials()
        .forEach(plugin::keep);
    assertThat(plugin.isShutOut()).isFalse();
    plugin.initialize();
  }

  @Test
  void aGuildThatWasBoundByAnEarlierVersionStaysOnesOwnWhileTheBotIsThere() {
    plugin.keep("guild", new Credential(installed().get("guild").token().replaceFirst("/.*", "")));
    plugin.initialize();
    assertThat(plugin.isShutOut()).isFalse();
    discord.kick(FakeDiscord.GUILD);
    assertThat(plugin.isShutOut()).isTrue();
  }

  @Test
  void thatTheBotWasTakenOutIsToldWhateverIsAskedFor() {
    Running vote = start("'poll_type':'boolean'");
    discord.vote(FakeDiscord.MEMBER, 0);
    plugin.workOff();
    plugin.pass(Duration.ofSeconds(3));
    discord.kick(FakeDiscord.GUILD);
    String post = "{'channel':%s,'text':'Tea?'}".formatted(FakeDiscord.CHANNEL);
    String command = "{'name':'policykit','description':'Ask'}";
    for (ProblemException out :
        List.of(
            problem("get-guild", "{}"),
            problem("post-message", post),
            problem("register-guild-command", command),
            catchThrowableOfType(ProblemException.class, () -> start("'poll_type':'boolean'")))) {
      assertThat(out.type()).isEqualTo(ProblemType.PLATFORM_FAILED);
      assertThat(out).hasMessageContaining("The bot is not in the guild any more");
    }
    vote.check();
    assertThat(catchThrowableOfType(ProblemException.class, vote::check).getCause())
        .as("it ends by that, if it stays so")
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.isGone()).isTrue();
              assertThat(e).hasMessageContaining("The bot is not in the guild any more");
            });
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(vote.outcome().toString()).as("votes count all the same").contains("\"count\":1");
  }

  @Test
  void anOperatorSaysWhichCommunityMayNameAGuildByItself() {
    try (PluginUnderTest named = enabled(FakeDiscord.OTHER_GUILD)) {
      Map<String, String> settings = new LinkedHashMap<>(FakeDiscord.settings());
      settings.put("metagov.plugin.discord.guilds", "city:1,town:" + FakeDiscord.OTHER_GUILD);
      named.set(settings);
      named.initialize();
      settings.put("metagov.plugin.discord.guilds", "city:" + FakeDiscord.OTHER_GUILD);
      named.set(settings);
      assertThat(catchThrowableOfType(ProblemException.class, named::initialize).type())
          .isEqualTo(ProblemType.INVALID);
    }
  }

  @Test
  void aGuildIsTakenAsANumberToo() {
    try (PluginUnderTest numbered =
        new PluginUnderTest(new Discord(), config(FakeDiscord.GUILD), url(discord))) {
      numbered.set(FakeDiscord.settings());
      installed().forEach(numbered::keep);
      numbered.initialize();
      assertThat(numbered.descriptor().platformId(numbered.config())).contains(FakeDiscord.GUILD);
      assertThat(numbered.action("get-guild", json("{}")).getString("id"))
          .isEqualTo(FakeDiscord.GUILD);
    }
  }

  @Test
  void aMessageIsPostedWhereItIsMeantToBe() {
    JsonObject posted =
        plugin.action("post-message", json("{'channel':%s,'text':'Tea?','tts':true}", CHANNEL));
    assertThat(posted.getString("channel_id")).isEqualTo(CHANNEL);
    assertThat(posted.getString("content")).isEqualTo("Tea?");
    assertThat(plugin.action("post-message", json("{'channel':'%s','text':'No'}", CHANNEL)))
        .containsKey("id");
    assertThat(lastOf("/messages").body()).isEqualTo("{\"content\":\"No\"}");
    assertThat(discord.requests().stream().filter(r -> r.target().endsWith("/" + CHANNEL)))
        .as("whose the channel is, is asked once")
        .hasSize(1);
  }

  @Test
  void whatDiscordRefusesIsToldInItsWords() {
    assertThat(problem("post-message", "{'channel':'%s','text':'a'}", FakeDiscord.QUIET))
        .hasMessage("Discord refuses POST /channels/{}/messages: 50013 Missing Permissions");
    assertThat(problem("post-message", "{'channel':'%s','text':'a'}", FakeDiscord.HIDDEN))
        .hasMessage("Discord refuses GET /channels/{}: 50001 Missing Access");
    assertThat(problem("post-message", "{'channel':'%s','text':'%s'}", CHANNEL, "a".repeat(2_001)))
        .hasMessage(
            "Discord refuses POST /channels/{}/messages: 50035 Invalid Form Body"
                + " (content: Must be 2000 or fewer in length.)");
    assertThat(problem("register-guild-command", "{'name':'PolicyKit','description':'a'}"))
        .hasMessageContaining("(name: Command name is invalid");
  }

  @Test
  void aTokenThatWasRevokedIsAFailureOfThePlatform() {
    discord.revoke();
    assertThat(problem("get-guild", "{}"))
        .hasMessage("discord: Discord refuses GET /guilds/{}: 0 401: Unauthorized")
        .extracting(ProblemException::type)
        .isEqualTo(ProblemType.PLATFORM_FAILED);
  }

  @Test
  void aCommandIsMadeOnceAndChanged() {
    JsonObject made =
        plugin.action("register-guild-command", json("{'name':'policykit','description':'Ask'}"));
    JsonObject changed =
        plugin.action(
            "register-guild-command",
            json(
                "{'name':'policykit','description':'Ask it','command_id':%s}",
                made.getString("id")));
    assertThat(changed.getString("id")).isEqualTo(made.getString("id"));
    assertThat(changed.getString("description")).isEqualTo("Ask it");
    assertThat(lastOf("/commands").method()).isEqualTo("PATCH");
    assertThat(
            problem("register-guild-command", "{'name':'a','description':'b','command_id':'404'}"))
        .hasMessageContaining("10063 Unknown application command");
  }

  @Test
  void anyRouteOfTheGuildMayBeCalled() {
    assertThat(plugin.action("method", json("{'route':'/api/v8/guilds/%s'}", FakeDiscord.GUILD)))
        .containsEntry("name", Json.createValue("Discord Testers"));
    assertThat(plugin.action("method", json("{'route':'guilds/%s/roles'}", FakeDiscord.GUILD)))
        .containsOnlyKeys("result");
    plugin.action(
        "method", json("{'method':'post','route':'channels/%s/messages','content':'a'}", CHANNEL));
    plugin.action("method", json("{'route':'channels/%s/messages','limit':5}", CHANNEL));
    assertThat(lastOf("/messages").target()).endsWith("/messages?limit=5");
  }

  @Test
  void emojiStandInARouteAsTheyAreSent() {
    for (String emoji : List.of("%F0%9F%94%A5", "%23%EF%B8%8F%E2%83%A3", "tea%3A1", "tea:1")) {
      assertThat(Route.parse("channels/1/messages/2/reactions/" + emoji + "/@me").path())
          .contains(emoji);
    }
  }

  @Test
  void aRouteHasAnEnd() {
    String text = "a".repeat(100_000);
    for (String route : List.of(text, "a?" + text, "%F0".repeat(100_000))) {
      assertThat(catchThrowableOfType(InvalidParameterException.class, () -> Route.parse(route)))
          .hasMessageContaining("at most 2000 characters");
    }
    assertThat(Route.parse("a?" + "%F0".repeat(600)).query()).hasSize(1_800);
    assertThat(problem("method", "{'route':'%s'}", text).type()).isEqualTo(ProblemType.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'route':'channels/199737254929760256'}",
        "{'route':'channels/199737254929760256/messages','method':'POST','content':'a'}",
        "{'route':'channels/645027906669510667/followers','method':'POST'}",
        "{'route':'channels/645027906669510667/%66ollowers','method':'POST'}",
        "{'route':'channels/645027906669510667/follower%73','method':'POST'}",
        "{'route':'channels/645027906669510667/messages/%2e%2E'}",
        "{'route':'users/%40me'}",
        "{'route':'applications/845027738276462632/commands'}",
        "{'route':'applications/845027738276462632/guilds/197038439483310086/commands'}",
        "{'route':'users/@me','method':'PATCH'}",
        "{'route':'users/@me/guilds/197038439483310086','method':'DELETE'}",
        "{'route':'webhooks/845027738276462632'}",
        "{'route':'guilds'}",
        "{'route':'channels/645027906669510667/messages','method':'POST','content':'a',"
            + "'message_reference':{'type':1,'channel_id':'199737254929760256','message_id':'1'}}"
      })
  void noRouteLeadsOutOfTheGuild(String parameters) {
    assertThat(problem("method", parameters).type()).isEqualTo(ProblemType.INVALID);
    assertThat(discord.count()).isZero();
    assertThat(discord.requests().stream().map(FakeServer.Request::target))
        .as("it is looked at most whose the channel is")
        .allMatch(
            target ->
                target.equals("/api/v10/channels/199737254929760256")
                    || target.equals("/api/v10/channels/645027906669510667"));
  }

  @Test
  void nobodyPostsInTheGuildOfAnother() {
    assertThat(problem("post-message", "{'channel':'%s','text':'a'}", FakeDiscord.OTHER_CHANNEL))
        .hasMessage("The channel is not in the guild of the community");
    assertThat(
            catchThrowableOfType(
                ProblemException.class,
                () ->
                    plugin.start(
                        "vote",
                        json(
                            "{'title':'T','poll_type':'boolean','channel':'%s'}",
                            FakeDiscord.OTHER_CHANNEL),
                        "start-1")))
        .hasMessage("The channel is not in the guild of the community");
    assertThat(discord.count()).isZero();
  }

  @Test
  void theOutcomeHasEveryOptionFromTheFirstCallbackOn() {
    Running vote = start("'options':['tea','coffee'],'poll_type':'choice'");
    assertThat(vote.outcome())
        .isEqualTo(
            json(
                "{'votes':{'tea':{'users':[],'count':0},'coffee':{'users':[],'count':0}},"
                    + "'message_id':'%s'}",
                discord.shown().getString("id")));
    assertThat(vote.url())
        .contains(
            "https://discord.com/channels/%s/%s/%s"
                .formatted(FakeDiscord.GUILD, CHANNEL, discord.shown().getString("id")));
    assertThat(content()).isEqualTo("**What to drink?**\n\ntea   (0)\n\ncoffee   (0)");
    discord.vote("1", 1);
    plugin.workOff();
    assertThat(vote.outcome().getJsonObject("votes"))
        .isEqualTo(json("{'tea':{'users':[],'count':0},'coffee':{'users':['1'],'count':1}}"));
  }

  @Test
  void theLastChoiceOfEachCountsOnceInWhateverOrderItComes() {
    Running vote = start("'options':['tea','coffee'],'poll_type':'choice'");
    String earlier = discord.underWay();
    discord.vote("1", 1);
    discord.vote("1", 0, earlier);
    discord.vote("2", 1);
    discord.vote("2", 0);
    discord.vote("2", 0);
    plugin.workOff();
    assertThat(users(vote, "tea")).containsExactly("2");
    assertThat(users(vote, "coffee")).containsExactly("1");
    discord.deliveries().forEach(discord::redeliver);
    assertThat(plugin.workOff()).as("they are known by their ids").isZero();
  }

  @Test
  void aVoteIsAnsweredToTheVoterAtOnce() {
    start("'options':['tea','coffee'],'poll_type':'choice','ineligible_voters':['7']");
    assertThat(told(discord.vote("1", 1))).isEqualTo("You vote for: coffee");
    assertThat(told(discord.vote("7", 1))).isEqualTo("You are not eligible to vote in this poll.");
    assertThat(discord.replies())
        .allMatch(reply -> reply.getJsonObject("data").getInt("flags") == 64);
    assertThat(discord.requests().stream().filter(r -> r.method().equals("PATCH")))
        .as("without a call")
        .isEmpty();
  }

  @Test
  void whoMayNotVoteIsNotCounted() {
    Running vote =
        start(
            "'poll_type':'boolean','eligible_voters':['1',2],'ineligible_voters':['2'],"
                + "'ineligible_voter_message':'No.'");
    discord.vote("1", 0);
    assertThat(told(discord.vote("2", 0))).isEqualTo("No.");
    assertThat(told(discord.vote("3", 0))).isEqualTo("No.");
    plugin.workOff();
    assertThat(users(vote, "yes")).containsExactly("1");
  }

  @Test
  void whereNobodyIsNamedAnybodyMayVote() {
    Running vote = start("'poll_type':'boolean','eligible_voters':[],'ineligible_voters':['2']");
    assertThat(told(discord.vote("1", 0))).isEqualTo("You vote for: yes");
    discord.vote("2", 0);
    plugin.workOff();
    assertThat(users(vote, "yes")).containsExactly("1");
  }

  @Test
  void afterTheEndVotesAreRefused() {
    Running vote = start("'poll_type':'boolean'");
    discord.vote("1", 0);
    plugin.workOff();
    vote.close();
    assertThat(vote.isPending()).isFalse();
    assertThat(vote.outcome().getJsonObject("votes").getJsonObject("yes").getInt("count"))
        .isEqualTo(1);
    assertThat(told(discord.vote("2", 0))).isEqualTo("This vote is over.");
    plugin.workOff();
    assertThat(users(vote, "yes")).containsExactly("1");
    assertThat(content()).contains("Approvals   (1) (<@1>)");
    assertThat(discord.shown().getJsonArray("components").toString())
        .contains("\"disabled\":true")
        .doesNotContain("\"disabled\":false");
  }

  @Test
  void aVoteEndsByItselfWhenItsTimeHasCome() {
    Instant end = plugin.now().plus(Duration.ofHours(1));
    Running vote = start("'poll_type':'boolean','closing_at':'" + end + "'");
    discord.vote("1", 0);
    plugin.workOff();
    vote.check();
    assertThat(vote.isPending()).isTrue();
    plugin.pass(Duration.ofHours(1));
    vote.check();
    assertThat(vote.isPending()).isFalse();
    assertThat(users(vote, "yes")).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 25, 26, 125})
  void asManyOptionsAsDiscordHasRoomForCanBeChosen(int count) {
    Running vote = start("'poll_type':'choice','options':" + options(count, "option "));
    discord.vote("1", count - 1);
    plugin.workOff();
    assertThat(users(vote, "option " + (count - 1))).containsExactly("1");
    plugin.pass(Duration.ofSeconds(2));
    vote.check();
    assertThat(content()).contains("option " + (count - 1) + "   (1)");
    vote.close();
  }

  @Test
  void oneOptionMoreIsRefused() {
    assertThat(
            catchThrowableOfType(
                ProblemException.class,
                () -> start("'poll_type':'choice','options':" + options(126, "o"))))
        .hasMessage("A choice has 1 to 125 options");
  }

  @Test
  void aCrowdAndLongOptionsAreShownAsFarAsThereIsRoom() {
    Running vote =
        start("'poll_type':'choice','options':" + options(25, "x".repeat(90) + " option "));
    for (int i = 0; i < 30; i++) {
      discord.vote(String.valueOf(80351110224678912L + i), 24);
    }
    plugin.workOff();
    assertThat(users(vote, "x".repeat(90) + " option 24")).hasSize(30);
    plugin.pass(Duration.ofSeconds(2));
    vote.check();
    assertThat(content()).contains("option 24   (30)").endsWith("…");
  }

  @Test
  void howeverManyVoteTheMessageIsWrittenEveryOtherSecondAtMost() {
    Running vote = start("'poll_type':'boolean'");
    for (int i = 1; i <= 20; i++) {
      discord.vote(String.valueOf(i), i % 2);
      plugin.workOff();
    }
    vote.check();
    assertThat(content()).contains("Approvals   (0)");
    plugin.pass(Duration.ofSeconds(2));
    vote.check();
    vote.check();
    assertThat(content()).contains("Approvals   (10)").contains("Rejections   (10)");
    assertThat(discord.requests().stream().filter(r -> r.method().equals("PATCH"))).hasSize(1);
    assertThat(discord.tooMany()).isZero();
  }

  @Test
  void aCallOfWhichNoneIsLeftIsNotSent() {
    discord.stopClock();
    for (int i = 0; i < 5; i++) {
      plugin.action("post-message", json("{'channel':'%s','text':'a'}", CHANNEL));
    }
    ProblemException refused = problem("post-message", "{'channel':'%s','text':'a'}", CHANNEL);
    assertThat(refused).hasMessage("discord: The platform allows no more such calls for a while");
    assertThat(refused.retryAfter()).isPresent();
    assertThat(discord.tooMany()).isZero();
    plugin.action("get-guild", json("{}"));
  }

  @Test
  void whereAllCallsAreTooManyNoneIsSent() {
    plugin.action("get-guild", json("{}"));
    discord.block(60_000);
    assertThat(problem("get-guild", "{}").retryAfter()).isPresent();
    assertThat(problem("post-message", "{'channel':'%s','text':'a'}", CHANNEL))
        .hasMessage("discord: The platform has asked not to be called for a while");
    assertThat(discord.tooMany()).isEqualTo(1);
  }

  @Test
  void aMessageThatWasDeletedIsGone() {
    Running vote = start("'poll_type':'boolean'");
    discord.delete();
    assertThat(catchThrowableOfType(ProblemException.class, vote::check).getCause())
        .isInstanceOfSatisfying(PlatformException.class, e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void aStartThatIsRepeatedPostsOneMessage() {
    start("'poll_type':'boolean'");
    start("'poll_type':'boolean'");
    assertThat(discord.count()).isEqualTo(1);
  }

  @Test
  void aCommandIsAnEventAndIsAnsweredLater() {
    JsonObject reply =
        discord.command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "hello").orElseThrow();
    assertThat(reply).isEqualTo(json("{'type':5,'data':{'flags':64}}"));
    plugin.workOff();
    Emitted event = plugin.events().get(0);
    assertThat(event.eventType()).isEqualTo("slash_command");
    assertThat(event.data().getJsonObject("data").getString("name")).isEqualTo("policykit");
    assertThat(event.initiator())
        .isEqualTo(
            json(
                "{'user_id':'%s','provider':'discord','is_metagov_bot':false}",
                FakeDiscord.MEMBER));
    assertThat(discord.followUps()).containsValue("Message received!");
    String token = event.data().getString("token");
    plugin.action(
        "method",
        json(
            "{'method':'PATCH','route':'webhooks/%s/%s/messages/@original','content':'Done'}",
            FakeDiscord.APPLICATION, token));
    assertThat(discord.followUps()).containsValue("Done");
  }

  @Test
  void anAnswerThatIsStillOnItsWayIsReplacedAMomentLater() {
    discord.command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "hello");
    discord.forgetFollowUps();
    WebhookRequest sent = request(discord.deliveries().get(0));
    assertThat(catchThrowableOfType(ProblemException.class, plugin::workOff).type())
        .isEqualTo(ProblemType.PLATFORM_FAILED);
    plugin.pass(Duration.ofSeconds(4));
    plugin.take(sent);
    plugin.workOff();
    assertThat(plugin.events())
        .as("a driver hears of it, whether it was answered or not")
        .extracting(Emitted::eventType)
        .containsExactly("slash_command");
  }

  private WebhookRequest request(Delivery delivery) {
    return new WebhookRequest(
        delivery.headers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        "",
        delivery.body().getBytes(StandardCharsets.UTF_8),
        plugin.now());
  }

  @Test
  void aCommandOfAnotherGuildIsNone() {
    assertThat(
            told(
                discord.command(FakeDiscord.MEMBER, FakeDiscord.OTHER_GUILD, "policykit", "hello")))
        .isEqualTo("This works in a server that the bot is connected with.");
    assertThat(plugin.workOff()).isZero();
  }

  @Test
  void whatIsPressedInOtherMessagesIsAnEvent() {
    assertThat(discord.press(FakeDiscord.MEMBER, "my-button").orElseThrow())
        .isEqualTo(json("{'type':6}"));
    plugin.workOff();
    assertThat(plugin.events()).extracting(Emitted::eventType).containsExactly("message_component");
  }

  @Test
  void discordTakesTheUrl() {
    assertThat(discord.endpoint(plugin.hookUrl())).isTrue();
  }

  @Test
  void whatIsForgedStaleOrUnsignedIsRefused() {
    byte[] body = "{\"type\":1}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> genuine = FakeDiscord.signed(body, plugin.now());
    assertThat(status(genuine, body)).isEqualTo(200);
    assertThat(status(Map.of(), body)).isEqualTo(401);
    assertThat(status(FakeDiscord.signed(body, plugin.now().minusSeconds(301)), body))
        .isEqualTo(401);
    assertThat(status(FakeDiscord.signed(body, plugin.now().plusSeconds(301)), body))
        .isEqualTo(401);
    Map<String, String> forged = new LinkedHashMap<>(genuine);
    forged.put("X-Signature-Ed25519", "00".repeat(64));
    assertThat(status(forged, "not even JSON".getBytes(StandardCharsets.UTF_8))).isEqualTo(401);
    forged.put("X-Signature-Ed25519", "nonsense");
    assertThat(status(forged, body)).isEqualTo(401);
    Map<String, String> later = new LinkedHashMap<>(genuine);
    later.put("X-Signature-Timestamp", String.valueOf(plugin.now().getEpochSecond() + 1));
    assertThat(status(later, body)).isEqualTo(401);
  }

  private int status(Map<String, String> headers, byte[] body) {
    Gate gate =
        plugin.admit(
            new WebhookRequest(
                headers.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
                "",
                body,
                plugin.now()));
    return gate instanceof Gate.Refuse refuse ? refuse.status() : 200;
  }

  /** The vector that npm's discord-interactions takes, too. */
  @Test
  void aPingIsVerifiedAsDiscordsOwnLibraryDoes() {
    String body =
        "{\"application_id\":\"845027738276462632\",\"id\":\"1\",\"token\":\"t\",\"type\":1,"
            + "\"version\":1}";
    assertThat(
            Signatures.isEd25519(
                FakeDiscord.PUBLIC_KEY,
                "1353f69eb8663ecb253ca0422829a49b2d15bd51db0236b87f705e02b9cbca59"
                    + "99b7d2c61e8fb5d329c033de96df5248078d25f6ee902f859052ae3329688206",
                "1700000000".getBytes(StandardCharsets.US_ASCII),
                body.getBytes(StandardCharsets.UTF_8)))
        .isTrue();
  }

  @Test
  void whatDiscordHasSentIsNotTakenTwice() {
    start("'poll_type':'boolean'");
    discord.vote("1", 0);
    Delivery click = discord.deliveries().get(0);
    assertThat(discord.redeliver(click)).isEqualTo(200);
    assertThat(plugin.workOff()).isEqualTo(1);
  }

  private Running start(String more) {
    return plugin.start(
        "vote",
        json("{'title':'What to drink?','channel':" + CHANNEL + "," + more + "}"),
        "start-1");
  }

  private static String options(int count, String prefix) {
    JsonArrayBuilder options = Json.createArrayBuilder();
    IntStream.range(0, count).forEach(i -> options.add(prefix + i));
    return options.build().toString();
  }

  private String content() {
    return discord.shown().getString("content");
  }

  private static String told(Optional<JsonObject> reply) {
    return reply.orElseThrow().getJsonObject("data").getString("content");
  }

  private static List<String> users(Running vote, String option) {
    return vote.outcome()
        .getJsonObject("votes")
        .getJsonObject(option)
        .getJsonArray("users")
        .getValuesAs(JsonString::getString);
  }

  private FakeServer.Request lastOf(String part) {
    return discord.requests().stream()
        .filter(request -> request.target().contains(part))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private ProblemException problem(String action, String parameters, Object... values) {
    return catchThrowableOfType(
        ProblemException.class, () -> plugin.action(action, json(parameters, values)));
  }

  private static JsonObject json(String text, Object... values) {
    String filled = text;
    for (Object value : values) {
      filled = filled.replaceFirst("%[sd]", Matcher.quoteReplacement(value.toString()));
    }
    return JsonText.parse(filled.replace('\'', '"')).asJsonObject();
  }
}
