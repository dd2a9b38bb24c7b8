package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.example.harness.faults.Moment;
import org.example.plugins.guild.FakeGuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Visitor;

/** People let plugins in and sign in, with a browser. The WAR has the guild plugin. */
public interface AuthorizationContract extends FaultsUnderTest {
  /** Where the driver of these tests wants people back. */
  String DRIVER = "https://driver.example.org/guild/install";

  private Visitor person() {
    return new Visitor(api(), "guild");
  }

  private static String app(String more) {
    return "redirect_uri=" + encoded(DRIVER) + "&state=40404040" + more;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns what the driver is told. */
  private static Map<String, String> told(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(302);
    String location = reply.header("Location").orElseThrow();
    assertThat(location).startsWith(DRIVER + "?");
    return FakeGuild.pairs(URI.create(location).getRawQuery());
  }

  /** Lets a master of {@code guild} install the plugin; returns what the driver is told. */
  default Map<String, String> installed(FakeGuild guild, String more) {
    Visitor master = person();
    return told(master.comeBack(guild.yes(master.leaveFor(app(more)))));
  }

  /** Returns what lets somebody install the plugin in {@code community}. */
  private String invited(String community) {
    Reply invited = api().as(community).post("/api/internal/plugin/guild/invitation", null);
    assertThat(invited.status()).as(invited.text()).isEqualTo(200);
    return "&community=" + community + "&invitation=" + invited.json().getString("invitation");
  }

  private Optional<JsonObject> config(String community) {
    Reply reply = api().get("/api/internal/community/" + community);
    return reply.status() == 404
        ? Optional.empty()
        : reply.json().getJsonArray("plugins").getValuesAs(JsonObject.class).stream()
            .filter(plugin -> plugin.getString("name").equals("guild"))
            .map(plugin -> plugin.getJsonObject("config"))
            .findFirst();
  }

  @Test
  default void anInstallationMakesACommunityOnceThePlatformHasSaidYes() {
    try (FakeGuild guild = new FakeGuild()) {
      int before = communities();
      Visitor master = person();
      Reply left = master.leave(app(""));
      assertThat(left.header("Referrer-Policy")).contains("no-referrer");
      assertThat(left.header("Set-Cookie").orElseThrow())
          .contains("HttpOnly")
          .contains("SameSite=Lax")
          .contains("Max-Age=600");
      assertThat(communities()).isEqualTo(before);

      Reply back = master.comeBack(guild.yes(left.header("Location").orElseThrow()));
      Map<String, String> told = told(back);
      assertThat(told).containsOnlyKeys("community", "state", "user_id");
      assertThat(told).containsEntry("state", "40404040").containsEntry("user_id", "master-1");
      assertThat(back.header("Referrer-Policy")).contains("no-referrer");
      assertThat(back.header("Set-Cookie").orElseThrow()).contains("Max-Age=0");
      String community = told.get("community");
      assertThat(config(community).orElseThrow().getString("guild")).isEqualTo(guild.guild());
      assertThat(api().as(community).act("guild.whoami", "{}").json().getString("user"))
          .isEqualTo("master-1");
    }
  }

  private int communities() {
    int count = 0;
    String after = "";
    do {
      JsonObject page = api().get("/api/internal/community?limit=200" + after).json();
      count += page.getJsonArray("communities").size();
      after = page.isNull("next") ? "" : "&after=" + page.getString("next");
    } while (!after.isEmpty());
    return count;
  }

  @Test
  default void aPluginIsInstalledInACommunityThatIsThere() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = fresh();
      community(community, "[]");
      assertThat(installed(guild, "&type=app" + invited(community)))
          .containsEntry("community", community);
      assertThat(config(community)).isPresent();
      // Again: the guild is asked for by its name, and what it gives takes the place of the old.
      Visitor master = person();
      String page = master.leaveFor(app(invited(community)));
      assertThat(page).contains("guild=" + guild.guild());
      guild.expire();
      assertThat(told(master.comeBack(guild.yes(page)))).containsEntry("community", community);
      assertThat(api().as(community).act("guild.whoami", "{}").status()).isEqualTo(200);
      assertThat(guild.renewals()).isZero();
      // What is deleted leaves neither a credential nor its guild's name behind.
      assertThat(api().delete("/api/internal/community/" + community).status()).isEqualTo(204);
      assertThat(installed(guild, "")).containsKey("community").doesNotContainKey("error");
    }
  }

  @Test
  default void whatACommunityIsOnItsPlatformBelongsToOneCommunity() {
    try (FakeGuild guild = new FakeGuild();
        FakeGuild other = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      assertThat(guild.farewells()).isZero();
      // What the consent has changed there is taken back; whether that succeeds is no matter here.
      assertThat(installed(guild, "")).containsEntry("error", "guild_wrong_community");
      assertThat(installed(guild, "")).containsEntry("error", "guild_wrong_community");
      assertThat(guild.farewells()).isEqualTo(2);
      assertThat(config(community).orElseThrow().getString("guild")).isEqualTo(guild.guild());
      String another = installed(other, "").get("community");
      assertThat(installed(guild, "&community=" + another))
          .containsEntry("error", "guild_wrong_community");
    }
  }

  @Test
  default void whoeverWasShutOutOnItsPlatformKeepsNobodyOut() {
    try (FakeGuild guild = new FakeGuild()) {
      String first = installed(guild, "").get("community");
      guild.expire();
      assertThat(installed(guild, "")).containsEntry("error", "guild_wrong_community");
      assertThat(config(first)).as("a token has ended, and no more").isPresent();
      guild.shutOut();
      String second = installed(guild, "").get("community");
      assertThat(second).isNotNull().isNotEqualTo(first);
      assertThat(config(second).orElseThrow().getString("guild")).isEqualTo(guild.guild());
      assertThat(config(first)).isEmpty();
      assertThat(api().get("/api/internal/events?community=" + first).text())
          .contains("plugin_uninstalled")
          .contains("The platform has shut it out");
      assertThat(installed(guild, "")).containsEntry("error", "guild_wrong_community");
    }
  }

  @Test
  default void whoeverStallsBeyondTheTermOfANameDoesNotTakeIt() {
    try (FakeGuild guild = new FakeGuild()) {
      int before = communities();
      Visitor slow = person();
      String back = guild.yes(slow.leaveFor(app("")));
      AtomicReference<Map<String, String>> other = new AtomicReference<>();
      Reply late =
          meanwhile(
              "CommunityService.write",
              Moment.BEFORE,
              "CommunityChangeService.install .*",
              () -> slow.comeBack(back),
              () -> {
                pass(WELL_OVER_A_LEASE);
                other.set(installed(guild, ""));
              });
      assertThat(other.get()).containsKey("community").doesNotContainKey("error");
      assertThat(told(late)).containsEntry("error", "server_error");
      assertThat(communities()).isEqualTo(before + 1);
      assertThat(config(other.get().get("community"))).isPresent();
    }
  }

  @Test
  default void anotherGuildComesBesideTheOneThatIsThere() {
    try (FakeGuild guild = new FakeGuild();
        FakeGuild other = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      String page =
          person()
              .leaveFor(app("&community=" + community + "&community_platform_id=" + other.guild()));
      assertThat(page).contains("guild=" + other.guild());
      assertThat(installed(other, "&community=" + community))
          .containsEntry("community", community)
          .doesNotContainKey("error");
      Api driver = api().as(community);
      assertThat(whoami(driver, guild).json().getString("guild")).isEqualTo(guild.guild());
      assertThat(whoami(driver, other).json().getString("guild")).isEqualTo(other.guild());
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(400);
      // Neither is asked for: whoever installs it says which.
      assertThat(person().leaveFor(app("&community=" + community))).doesNotContain("guild=");
      assertThat(installed(other, "&community=" + community)).doesNotContainKey("error");
      assertThat(
              api()
                  .get("/api/internal/community/" + community)
                  .json()
                  .getJsonArray("plugins")
                  .getValuesAs(JsonObject.class))
          .extracting(plugin -> plugin.getString("community_platform_id"))
          .containsExactly(guild.guild(), other.guild());
    }
  }

  private static Reply whoami(Api driver, FakeGuild guild) {
    return driver.post(
        "/api/internal/action/guild.whoami?community_platform_id=" + guild.guild(), "{}");
  }

  @Test
  default void aStateIsGoodOnce() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor master = person();
      String back = guild.yes(master.leaveFor(app("")));
      assertThat(told(master.comeBack(back))).containsKey("community");
      assertThat(told(master.comeBack(back)))
          .containsEntry("error", "bad_state")
          .doesNotContainKey("community");
      assertThat(guild.requests().stream().filter(r -> r.target().equals("/oauth/token")).count())
          .isEqualTo(1);
    }
  }

  @Test
  default void aStateIsForTheBrowserThatHasBegun() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor master = person();
      String back = guild.yes(master.leaveFor(app("")));
      Visitor stranger = person();
      assertThat(stranger.comeBack(back).detail()).isEqualTo("missing session nonce");
      stranger.leaveFor(app(""));
      assertThat(stranger.comeBack(back).detail()).isEqualTo("missing session nonce");
      stranger.take(master.cookie().replaceFirst("=.*", "=c2VhbGVk"));
      Reply forged = stranger.comeBack(back);
      assertThat(forged.status()).isEqualTo(400);
      assertThat(forged.detail()).isEqualTo("missing session nonce");
      assertThat(guild.requests()).isEmpty();
      assertThat(api().get("/auth/guild/callback?code=x").detail()).isEqualTo("missing state");
    }
  }

  @Test
  default void aCodeOfAnotherAuthorizationIsWorthNothing() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor victim = person();
      String stolen =
          FakeGuild.pairs(URI.create(guild.yes(victim.leaveFor(app("")))).getRawQuery())
              .get("code");
      Visitor thief = person();
      String own = guild.yes(thief.leaveFor(app("")));
      String mixed = own.replaceFirst("code=[^&]*", "code=" + stolen);
      assertThat(told(thief.comeBack(mixed)))
          .containsEntry("error", "server_error")
          .containsEntry("error_description", "guild: The guild says invalid_grant");
    }
  }

  @Test
  default void whoTakesTooLongHasToBeginAgain() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor master = person();
      String back = guild.yes(master.leaveFor(app("")));
      pass(Duration.ofMinutes(11));
      assertThat(told(master.comeBack(back))).containsEntry("error", "bad_state");
      assertThat(guild.requests()).isEmpty();
    }
  }

  @Test
  default void whatComesToNothingIsToldByACode() {
    try (FakeGuild guild = new FakeGuild()) {
      int before = communities();
      Visitor master = person();
      assertThat(told(master.comeBack(guild.no(master.leaveFor(app(""))))))
          .containsEntry("error", "access_denied")
          .containsEntry("error_description", "Not today")
          .containsEntry("state", "40404040");
      String back = guild.yes(master.leaveFor(app(""))).replaceFirst("code=[^&]*&", "");
      assertThat(told(master.comeBack(back))).containsEntry("error", "server_error");
      guild.master(false);
      assertThat(installed(guild, ""))
          .containsEntry("error", "guild_installer_is_not_master")
          .containsEntry("error_description", "Only a master can let the gateway in");
      guild.feel(FakeGuild.Mood.BROKEN);
      assertThat(installed(guild, "")).containsEntry("error", "server_error");
      assertThat(communities()).isEqualTo(before);
    }
  }

  @Test
  default void aCommunityThatIsGoneMeanwhileIsNotMadeAgain() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = fresh();
      community(community, "[]");
      Visitor master = person();
      String back = guild.yes(master.leaveFor(app(invited(community))));
      api().delete("/api/internal/community/" + community);
      assertThat(told(master.comeBack(back))).containsEntry("error", "community_not_found");
      assertThat(config(community)).isEmpty();
    }
  }

  @Test
  default void somebodySignsInByAGuildThatIsInstalled() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor member = person();
      String page = member.leaveFor(app("&type=user"));
      assertThat(page).contains("scope=identity");
      assertThat(told(member.comeBack(guild.yes(page))))
          .containsEntry("error", "guild_plugin_not_installed");
      installed(guild, "");
      assertThat(told(member.comeBack(guild.yes(member.leaveFor(app("&type=user"))))))
          .containsOnlyKeys("user_id", "guild", "state")
          .containsEntry("user_id", "master-1");
    }
  }

  private Map<String, String> signedIn(FakeGuild guild, String metagovId) {
    Visitor member = person();
    String query = app("&type=user" + (metagovId.isEmpty() ? "" : "&metagov_id=" + metagovId));
    return told(member.comeBack(guild.yes(member.leaveFor(query))));
  }

  private String pass(long id) {
    return pass(api(), id);
  }

  private static String pass(Api driver, long id) {
    return driver
        .post(IdentityContract.PATH + "pass", "{\"external_id\":" + id + "}")
        .json()
        .getString("metagov_id");
  }

  @Test
  default void whoeverSignsInIsLinkedToWhoTheDriverSaysTheyAre() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      JsonObject installer = linked(community);
      assertThat(installer.getString("platform_identifier")).isEqualTo("master-1");
      assertThat(installer.getString("community_platform_id")).isEqualTo(guild.guild());
      assertThat(installer.getString("link_type")).isEqualTo("oauth");
      assertThat(installer.getString("link_quality")).isEqualTo("confirmed (strong)");
      long first = installer.getJsonNumber("external_id").longValue();
      assertThat(signedIn(guild, "")).containsEntry("user_id", "master-1");
      assertThat(linked(community)).isEqualTo(installer);
      // By the number of somebody with accounts, anybody would become them.
      assertThat(signedIn(guild, "" + first)).containsEntry("error", "metagov_id_refused");
      assertThat(signedIn(guild, "7")).containsEntry("error", "metagov_id_refused");
      String pass = pass(first);
      assertThat(signedIn(guild, pass)).doesNotContainKey("error");
      assertThat(signedIn(guild, pass)).containsEntry("error", "metagov_id_refused");
      String other = Long.toString(IdentityContract.id(api(), community));
      assertThat(signedIn(guild, other)).containsEntry("error", "metagov_id_not_linked");
      unlinkMaster(community);
      assertThat(signedIn(guild, other)).containsEntry("user_id", "master-1");
      assertThat(linked(community).getJsonNumber("external_id")).hasToString(other);
      String late = pass(first);
      pass(Duration.ofMinutes(11));
      assertThat(signedIn(guild, late)).containsEntry("error", "metagov_id_refused");
    }
  }

  @Test
  default void whatABrowserDoesIsWrittenDown() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      long installer = linked(community).getJsonNumber("external_id").longValue();
      soon().until(() -> entries(community).size() == 2);
      List<JsonObject> entries = entries(community);
      assertThat(entries)
          .allSatisfy(
              entry -> {
                assertThat(entry.getString("route")).isEqualTo("/auth/{plugin}/callback");
                assertThat(entry.getJsonObject("who").getString("kind")).isEqualTo("anybody");
                assertThat(entry.getJsonObject("who").getString("source")).isEqualTo("127.0.0.1");
              });
      assertThat(entries.get(0).getJsonArray("fields").toString())
          .isEqualTo("[\"/plugins/guild\"]");
      assertThat(entries.get(1).getJsonObject("names"))
          .isEqualTo(
              JsonText.object()
                  .add("external_id", Long.toString(installer))
                  .add("plugin", "guild")
                  .build());
      // Who signs in and is known changes nothing.
      signedIn(guild, "");
      pass(installer);
      soon()
          .until(() -> api().get(AuditContract.PATH + "/export").text().contains("identity/pass"));
      assertThat(entries(community)).hasSize(2);
    }
  }

  private List<JsonObject> entries(String community) {
    return api()
        .get(AuditContract.PATH + "?community=" + community)
        .json()
        .getJsonArray("entries")
        .getValuesAs(JsonObject.class);
  }

  @Test
  default void aPassIsGoodForTheCommunitiesOfItsDriverAlone() {
    try (FakeGuild guild = new FakeGuild()) {
      String foreign = installed(guild, "").get("community");
      String own = HookedCommunity.create(api(), fresh()).name();
      unlinkMaster(foreign);
      long id = IdentityContract.id(api(), own);
      try (DriverKey key = DriverKey.of(api(), "act", own)) {
        for (String who : List.of(pass(key.driver(), id), Long.toString(id))) {
          assertThat(signedIn(guild, who)).containsEntry("error", "metagov_id_not_linked");
          // Whoever it is, they are somebody of their own there.
          assertThat(linked(foreign).getJsonNumber("external_id").longValue()).isNotEqualTo(id);
        }
      }
    }
  }

  @Test
  default void aPassIsWorthNothingOnceItsKeyIsRevoked() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      long id = linked(community).getJsonNumber("external_id").longValue();
      String good;
      String late;
      try (DriverKey key = DriverKey.of(api(), "act", community)) {
        good = pass(key.driver(), id);
        late = pass(key.driver(), id);
        assertThat(signedIn(guild, good)).doesNotContainKey("error");
      }
      unlinkMaster(community);
      assertThat(signedIn(guild, late)).containsEntry("error", "metagov_id_not_linked");
      assertThat(linked(community).getJsonNumber("external_id").longValue()).isNotEqualTo(id);
    }
  }

  private void unlinkMaster(String community) {
    api()
        .post(
            IdentityContract.PATH + "unlink_account",
            ("{\"community_slug\":\"%s\",\"platform_type\":\"guild\","
                    + "\"platform_identifier\":\"master-1\"}")
                .formatted(community));
  }

  private JsonObject linked(String community) {
    Reply found =
        api().get(IdentityContract.PATH + "get_users?platform_type=guild&community=" + community);
    return JsonText.parse(found.text())
        .asJsonArray()
        .getJsonObject(0)
        .getJsonArray("linked_accounts")
        .getJsonObject(0);
  }

  @Test
  default void nobodyIsSentToAForeignAddress() {
    for (String redirect : List.of("", "https://evil.example.org/guild/install")) {
      Reply reply = person().leave("redirect_uri=" + encoded(redirect));
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("Location")).isEmpty();
      assertThat(reply.header("Set-Cookie")).isEmpty();
      assertThat(reply.detail()).contains("redirect_uri");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/auth/nobody/authorize, 400",
    "/auth/tally/authorize, 404",
    "/auth/tally/callback?state=x, 404",
    "/auth/guild/authorize?type=robot, 400",
    "/auth/guild/authorize?redirect_uri=https://driver.example.org/guild&metagov_id=%20, 400",
    "/auth/guild, 404"
  })
  default void whatCannotBeAuthorizedIsRefused(String path, int status) {
    assertThat(api().get(path).status()).isEqualTo(status);
  }

  @Test
  default void aCommunityThatThereIsNotIsRefused() {
    String name = UUID.randomUUID().toString();
    assertThat(person().leave(app("&community=" + name)).detail())
        .isEqualTo("Community '" + name + "' not found");
  }

  /** Else whoever knows what a community is called would add a guild of their own to it. */
  @Test
  default void aNameThatAnybodyMayGuessTakesAnInvitation() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = fresh();
      String other = fresh();
      community(community, "[]");
      community(other, "[]");
      Reply uninvited = person().leave(app("&community=" + community));
      assertThat(uninvited.status()).isEqualTo(403);
      assertThat(uninvited.header("Set-Cookie")).isEmpty();
      // Nor is it told whether there is one of the name.
      assertThat(person().leave(app("&community=nowhere")).detail()).isEqualTo(uninvited.detail());
      String invitation = invited(community);
      for (String wrong :
          List.of(
              invitation.replace(community, other),
              invitation + "x",
              "&community=" + community + "&invitation=.")) {
        assertThat(person().leave(app(wrong)).detail())
            .isEqualTo("The invitation is over, or for something else");
      }
      assertThat(api().as(community).post("/api/internal/plugin/tally/invitation", null).status())
          .isEqualTo(404);
      pass(Duration.ofMinutes(11));
      assertThat(person().leave(app(invitation)).status()).isEqualTo(400);
      assertThat(guild.requests()).isEmpty();
    }
  }

  /** A browser's address is seen by many. */
  @Test
  default void whatACommunityIsOnItsPlatformIsToldToWhomItInvitesAlone() {
    try (FakeGuild guild = new FakeGuild()) {
      String community = installed(guild, "").get("community");
      String page = person().leaveFor(app("&community=" + community));
      assertThat(page).doesNotContain(guild.guild());
      assertThat(person().leaveFor(app(invited(community)))).contains("guild=" + guild.guild());
    }
  }

  @Test
  default void aTokenThatEndsInTheMiddleOfFiftyActionsIsRenewedOnce() {
    try (FakeGuild guild = new FakeGuild()) {
      Api driver = api().as(installed(guild, "").get("community"));
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(200);
      guild.expire();
      pass(Duration.ofHours(1));
      List<Reply> replies = Parallel.run(50, i -> driver.act("guild.whoami", "{}"));
      assertThat(replies).extracting(Reply::status).containsOnly(200);
      assertThat(guild.renewals()).isEqualTo(1);
    }
  }

  @Test
  default void aTokenThatThePlatformTakesNoMoreIsRenewedNextTime() {
    try (FakeGuild guild = new FakeGuild()) {
      Api driver = api().as(installed(guild, "").get("community"));
      guild.expire();
      Reply refused = driver.act("guild.whoami", "{}");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(guild.secrets()).noneMatch(refused.text()::contains);
      assertThat(driver.act("guild.whoami", "{}").status()).isEqualTo(200);
      assertThat(guild.renewals()).isEqualTo(1);
    }
  }

  @Test
  default void noTokenIsShownToAnybody() {
    try (FakeGuild guild = new FakeGuild()) {
      Visitor master = person();
      Reply left = master.leave(app(""));
      Reply back = master.comeBack(guild.yes(left.header("Location").orElseThrow()));
      String community = told(back).get("community");
      guild.feel(FakeGuild.Mood.TELLTALE);
      List<String> seen =
          List.of(
              left.text() + left.headers(),
              back.text() + back.headers(),
              api().get("/api/internal/community/" + community).text(),
              api().as(community).act("guild.whoami", "{}").text(),
              api().get("/api/internal/plugin/guild/metadata").text(),
              api().get("/openapi?community=" + community).text());
      for (String secret : guild.secrets()) {
        assertThat(seen).as(secret).noneMatch(text -> text.contains(secret));
      }
    }
  }
}
