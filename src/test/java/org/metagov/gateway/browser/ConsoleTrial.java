package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.DriverKey;

/**
 * A person sets up a community with nothing but the console, on a gateway where everybody has to
 * sign in.
 */
class ConsoleTrial extends ConsoleWorld {
  @Test
  void whoeverHasAKeySignsInAndIsWhereHeWanted() {
    console.forget().open("#/receivers").sees("Sign in to the console");
    console.press("Sign in").sees("Enter a key");
    console.fill("Key", "not a key").press("Sign in").sees("Enter a key");
    console.fill("Key", "wrong-key-0123456789-0123456789").press("Sign in");
    console.sees("This key opens nothing");
    console.fill("Key", KEY).press("Sign in").settle().sees("Each receiver is an address");
    assertThat(console.script("return JSON.stringify({...localStorage})").toString())
        .doesNotContain(KEY);
    console.press("Sign out").sees("Sign in to the console");
  }

  @Test
  void aCommunityIsMadeFoundAndDeletedWithItsNameTyped() {
    String name = "made-" + NAMES.incrementAndGet();
    console.open("#/communities").press("New community");
    console.press("Create").sees("Readable name is required");
    console.fill("Readable name", "The Orchard").fill("Name", "not a name").press("Create");
    console.sees("Name must match the pattern");
    console.fill("Name", name).press("Create").settle().sees("Add a plugin");
    console.open("#/communities").fill("Search", name).sees("The Orchard");
    console.fill("Search", "nobody-is-called-so").sees("No community is called");
    console.fill("Search", name).sees("The Orchard").press("Delete " + name);
    console.press("Delete for good").sees("Type " + name + " to go on.");
    console.fill("Type " + name + " to go on", name).press("Delete for good");
    console.sees(name + " was deleted.");
    assertThat(api.get("/api/internal/community/" + name).status()).isEqualTo(404);
  }

  @Test
  void twoPlatformsAreEnabledByTheirForms() {
    String name = "forms-" + NAMES.incrementAndGet();
    api.put("/api/internal/community/" + name, "{\"readable_name\":\"The Forms\"}");
    console.open("#/communities/" + name).sees("No plugin yet").press("Choose one").settle();
    console.press("Set up Discourse").settle().press("Enable").sees("API key is required");
    console.fill("API key", "a-key-of-nobody").fill("Webhook secret", FakeDiscourse.SECRET);
    console.fill("Server URL", "nowhere").press("Enable").sees("Mend what is named");
    console.fill("Server URL", DISCOURSE.url()).press("Enable").sees("takes this api_key neither");
    console.press("Test the connection").sees("takes this api_key neither");
    console.fill("API key", FakeDiscourse.KEY_FOR_ALL).press("Enable");
    console.sees("is enabled with these settings").settle().sees("/api/hooks/" + name);
    // The forum would let the gateway enter it; but nobody has told that where it is.
    console.sees("Enter the address on the platform yourself").sees("metagov.server-url");

    console.open("#/communities/" + name + "/plugins/loomio");
    console.fill("API key", FakeLoomio.KEY).fill("Group ID", "many").press("Enable");
    console.sees("Group ID must be a number");
    console.fill("Group ID", "" + FakeLoomio.GROUP).fill("Server URL", LOOMIO.url());
    console.press("Enable").sees("is enabled with these settings").settle().sees("Loomio");

    // A secret that is stored is neither shown nor lost.
    console.open("#/communities/" + name + "/plugins/discourse").sees("stored");
    assertThat(console.text()).doesNotContain(FakeDiscourse.KEY_FOR_ALL);
    console.fill("API username", "system").press("Save");
    console.sees("is enabled with these settings").settle();
    console.press("Test the connection").sees("ms)");
    assertThat(config(name, "discourse").getString("api_username")).isEqualTo("system");
    console.press("Disable").sees("Disable").press("Disable");
    console.sees("was disabled.");
    console.open("#/communities").fill("Search", name).sees("The Forms").sees("well");
  }

  /** Two teams of one platform: whoever does not say which one is meant does nothing by chance. */
  @Test
  void oneOfSeveralInstancesIsChosen() {
    String name = "several-" + NAMES.incrementAndGet();
    api.put(
        "/api/internal/community/" + name,
        """
        {"readable_name":"The Several","plugins":[
         {"name":"randomness","config":{"default_low":1,"default_high":2}},
         {"name":"randomness","community_platform_id":"d20","config":
          {"default_low":20,"default_high":21,"webhook_slug":"k7Qw2zT9"}}]}""");
    console.open("#/communities/" + name).sees("d20");
    console.open("#/communities/" + name + "/actions/randomness.random-int");
    console.press("Run").sees("Choose which one is meant");
    console.choose("Which one", "d20").press("Run").sees("\"value\": 20");
    console.choose("Which one", "the one without a name").press("Run").sees("\"value\": 1");
    console.choose("Which one", "d20");
    console.script("navigator.clipboard.writeText = text => Promise.resolve(window.copied = text)");
    console.press("Copy as curl").sees("The command copied.");
    assertThat(console.script("return window.copied").toString())
        .contains("randomness.random-int?community_platform_id=d20");

    console.open("#/communities/" + name + "/votes/randomness.delayed-stochastic-vote");
    console.press("Add one").fill("Options 1", "apple").fill("Delay", "60");
    console.press("Start").sees("Choose which one is meant");
    console.choose("Which one", "d20").press("Start").sees("The vote has begun.").sees("d20");
    console.open("#/communities/" + name + "/votes").sees("d20");

    assertThat(api.post("/api/hooks/" + name + "/randomness/k7Qw2zT9", "{}").status())
        .isEqualTo(200);
    console.open("#/communities/" + name + "/events").sees("number_drawn").sees("d20");
    console.open("#/communities/" + name + "/inbox").sees("d20");
    assertThat(api.delete("/api/internal/community/" + name).status()).isEqualTo(204);
  }

  /** Over the platform's own page, and with the session that was there before. */
  @Test
  void aPlatformIsConnectedWhereSomebodyLetsTheGatewayIn() {
    String name = "connected-" + NAMES.incrementAndGet();
    api.put("/api/internal/community/" + name, "{\"readable_name\":\"The Connected\"}");
    console.open("#/communities/" + name + "/catalogue").press("Set up Slack").settle();
    console.press("Connect with Slack").sees("Let the gateway in?").press("Cancel");
    console.sees("The platform was not connected").settle().sees("Connect with Slack");

    console.press("Connect with Slack").sees("Let the gateway in?").press("Allow");
    console.sees("The platform is connected.").settle().sees("The Connected").sees("Slack");
    assertThat(console.script("return location.search + location.hash"))
        .isEqualTo("#/communities/" + name);
    assertThat(config(name, "slack").getString("team_id")).isEqualTo(FakeSlack.TEAM);
    console.press("Change").settle().sees("Connect anew");

    // Who has let the gateway in is known already, and whose an account is does not change.
    console.open("#/communities/" + name + "/people").press("New person");
    console.press("Sign in with Slack").sees("Let the gateway in?").press("Allow");
    console.sees("The account was not linked: The account is linked to another Metagov id");
    console.press("Unlink " + FakeSlack.ADMIN).press("Unlink").sees("is nobody's now.");
    console.press("New person").sees("Whoever it is can sign in here");
    console.picture("link", 1280, false).asItComes();
    console.press("Sign in with Slack").sees("Let the gateway in?");
    console.press("Allow").sees("is linked.").settle().sees("confirmed (strong)");
    assertThat(console.script("return location.search + location.hash"))
        .isEqualTo("#/communities/" + name + "/people");
    assertThat(api.delete("/api/internal/community/" + name).status()).isEqualTo(204);
  }

  @Test
  void whatAKeyMayNotDoIsNotOffered() {
    String name = community("The Narrow");
    community("The Hidden");
    try (DriverKey reader = DriverKey.of(api, "read", name)) {
      signIn(reader.text());
      console.open("#/communities").sees("The Narrow");
      assertThat(console.text()).doesNotContain("The Hidden");
      for (String denied : List.of("New community", "Delete " + name, "Keys", "Audit log")) {
        assertThat(console.offers(denied)).as(denied).isFalse();
      }
      console.open("#/communities/" + name);
      for (String denied : List.of("Add a plugin", "Change", "Disable", "Test the connection")) {
        assertThat(console.offers(denied)).as(denied).isFalse();
      }
      console.open("#/communities/" + name + "/actions/randomness.random-int");
      assertThat(console.offers("Run")).isFalse();
      console.open("#/system").sees("Ask whoever administers this gateway");
    }
  }

  @Test
  void peopleAreLinkedMergedAndErased() {
    String name = community("The People");
    console.open("#/communities/" + name + "/people").sees("Nobody is known yet");
    console.press("New person").sees("Link an account to").press("Link it");
    console.sees("Platform type is required");
    console.choose("Platform type", "discourse").fill("Platform identifier", "alice");
    console.press("Link it").sees("alice is linked to").sees("confirmed (strong)");
    String other = linked(name, "loomio", "7");
    String first = primary(name, "alice");
    console.open("#/communities/" + name + "/people").fill("Account", "7").sees(other);
    console.fill("Account", "ali").sees("Nobody here has the account");
    console.open("#/communities/" + name + "/people").sees(first).press("Merge " + first);
    console.fill("Secondary instance ID", other).press("Merge").sees("They are one person");
    assertThat(primary(name, "7")).isEqualTo(first);
    console.press("Unlink alice").press("Unlink").sees("alice is nobody's now.");
    console.press("Erase " + first).fill("Type " + first + " to go on", first);
    console.press("Erase for good").sees("was erased").sees("Nobody is known yet");
    assertThat(api.get("/api/internal/identity/get_user?external_id=" + other).status())
        .isEqualTo(404);
  }

  private static String primary(String community, String account) {
    return JsonText.parse(
            api.get(
                    "/api/internal/identity/get_users?community=%s&platform_identifier=%s"
                        .formatted(community, account))
                .text())
        .asJsonArray()
        .getJsonObject(0)
        .get("primary_ID")
        .toString();
  }

  @Test
  void aKeyIsMadeAndRevoked() {
    console.open("#/keys").press("New key").press("Make it").sees("Scope is required");
    String called = "trial key " + NAMES.incrementAndGet();
    console.fill("Name", called).choose("Scope", "read");
    console.press("Add one").fill("Communities 1", "*").press("Make it");
    console.sees("Both are shown this once").press("Done").sees(called);
    console.press("Revoke " + called).press("Revoke").sees("The key was revoked.");
    console.open("#/audit").sees("driver-keys").press("Verify").sees("as they were written");
  }

  @Test
  void aSessionThatEndsLeadsToSigningInAndBack() {
    String name = community("The Sessions");
    try (DriverKey key = DriverKey.everywhere(api, "administer")) {
      signIn(key.text());
      console.open("#/communities/" + name + "/actions").sees("randomness.random-int");
    }
    console.press("Inbox").sees("Your session has ended.");
    console.fill("Key", KEY).press("Sign in").settle().sees("Inbox");
    assertThat(console.script("return location.hash")).isEqualTo("#/inbox");
  }

  @Test
  void theTourEndsWithAVoteAndAnEvent() {
    console.open("#/tour").press("Make one").sees("Yours is called");
    console.press("Enable randomness").sees("The plugin randomness is enabled.");
    console.press("Roll the die").sees("It shows");
    console.press("Start a vote about a tree").sees("The outcome:");
    console.press("Send a webhook").sees("number_drawn").sees("That was all of it.");
    console.press("See the log").settle().sees("number_drawn");
  }
}
