package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.metagov.gateway.contract.IdentityContract;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * A person sets up a community, watches it and mends it with nothing but the console, on a gateway
 * where everybody has to sign in.
 */
class ConsoleTrial {
  private static final String KEY = "the-key-of-the-console-trial-0815";
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static final FakeLoomio LOOMIO = new FakeLoomio();
  private static final FakeDiscourse DISCOURSE = new FakeDiscourse();
  private static final FakeSlack SLACK = new FakeSlack();
  private static final FakeDriver DRIVER = new FakeDriver();

  private static GatewayProcess gateway;
  private static Api api;
  private static ConsoleWindow console;

  @BeforeAll
  static void start() {
    gateway =
        GatewayProcess.options()
            .data(GatewayProcess.newData())
            .set("metagov.internal.key", KEY)
            .set("metagov.internal.loopback", "false")
            .set("metagov.plugin.slack.server-url", SLACK.url())
            .set("metagov.plugin.slack.client-id", FakeSlack.CLIENT)
            .set("metagov.plugin.slack.client-secret", FakeSlack.CLIENT_SECRET)
            .set("metagov.plugin.slack.signing-secret", FakeSlack.SIGNING_SECRET)
            .start();
    api = gateway.api().with("Authorization", "Bearer " + KEY);
    console = new ConsoleWindow(gateway.api(), PICTURES);
  }

  @AfterAll
  static void stop() {
    console.close();
    gateway.close();
    LOOMIO.close();
    DISCOURSE.close();
    SLACK.close();
    DRIVER.close();
  }

  @BeforeEach
  void signedIn() {
    DRIVER.cheerUp();
    signIn(KEY);
  }

  /** Of every page. */
  @AfterEach
  void nothingHasRun() {
    console.isWhole();
  }

  private static void signIn(String key) {
    console.forget().fill("Key", key).press("Sign in").sees("Sign out");
  }

  /** Makes a community with the two platforms that the trial has. */
  private static String community(String calledAs) {
    return community("trial-" + NAMES.incrementAndGet(), calledAs);
  }

  private static String community(String name, String calledAs) {
    Api.Reply made =
        api.put(
            "/api/internal/community/" + name,
            """
            {"readable_name":%s,"plugins":[
             {"name":"loomio","config":{"api_key":"%s","group_id":%d,"server_url":"%s"}},
             {"name":"discourse","config":{"api_key":"%s","webhook_secret":"%s","server_url":"%s"}},
             {"name":"randomness","config":{"default_low":1,"default_high":7}}]}"""
                .formatted(
                    JsonText.string(calledAs),
                    FakeLoomio.KEY,
                    FakeLoomio.GROUP,
                    LOOMIO.url(),
                    FakeDiscourse.KEY_FOR_ALL,
                    FakeDiscourse.SECRET,
                    DISCOURSE.url()));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    hook(name);
    return name;
  }

  /** Tells the platforms where their webhooks go. */
  private static void hook(String name) {
    api.get("/api/internal/community/" + name + "/hooks").json().getJsonArray("hooks").stream()
        .map(path -> ((JsonString) path).getString())
        .forEach(
            path -> {
              if (path.contains("/loomio/")) {
                LOOMIO.hook(gateway.api().base() + path, FakeLoomio.Shape.TODAY);
              } else if (path.contains("/discourse")) {
                DISCOURSE.hook(gateway.api().base() + path);
              }
            });
  }

  private static String poll(String community, String title, String... options) {
    // Whoever votes, votes in all polls that are open.
    LOOMIO.closeAll();
    Api.Reply started =
        api.as(community)
            .post(
                "/api/internal/process/loomio.poll",
                JsonText.object()
                    .add("title", title)
                    .add("options", JsonText.provider().createArrayBuilder(List.of(options)))
                    .add("closing_at", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString())
                    .build()
                    .toString());
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    return started.header("Location").orElseThrow();
  }

  private static String page(String location) {
    return "#/votes/" + location.replace("/api/internal/process/", "");
  }

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
    assertThat(api.delete("/api/internal/community/" + name).status()).isEqualTo(204);
  }

  private static JsonObject config(String community, String plugin) {
    return api
        .get("/api/internal/community/" + community)
        .json()
        .getJsonArray("plugins")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(one -> one.getString("name").equals(plugin))
        .findFirst()
        .orElseThrow()
        .getJsonObject("config");
  }

  @Test
  void anActionIsRunAndCopiedAsCurl() {
    String name = community("The Actions");
    console.open("#/communities/" + name + "/actions").press("randomness.random-int").settle();
    console.fill("Low", "9").fill("High", "3").press("Run");
    console.sees("low (9) must be less than high (3)").sees("Mend what is named");
    console.fill("Low", "five").press("Run").sees("Low must be a number");
    console.fill("Low", "5").fill("High", "6").press("Run").sees("\"value\": 5");
    console.script("navigator.clipboard.writeText = text => Promise.resolve(window.copied = text)");
    console.press("Copy as curl").sees("The command copied.");
    assertThat(console.script("return window.copied").toString())
        .contains("/api/internal/action/randomness.random-int", "\"low\":5", "$METAGOV_KEY")
        .doesNotContain(KEY);
  }

  @Test
  void votesArriveWithoutReload() {
    String name = community("The Votes");
    LOOMIO.closeAll();
    console.open("#/communities/" + name + "/votes/loomio.poll");
    console.press("Start").sees("Title is required");
    console.fill("Title", "Plant an apple tree?").fill("Closing at", "2099-12-31");
    console.press("Add one").fill("Options 1", "agree");
    console.press("Add another").fill("Options 2", "disagree").press("Start");
    console.sees("The vote has begun.").settle().sees("under way").sees("Time left");
    console.script("window.same = true");
    LOOMIO.vote();
    console.sees("1 · 100 %");
    LOOMIO.vote(2, "disagree", 1);
    console.sees("1 · 50 %").press("Check now").sees("The platform was asked.");
    LOOMIO.closeAll();
    console.sees("completed").sees("Ended");
    assertThat(console.script("return window.same")).isEqualTo(true);
    assertThat(console.offers("Check now")).isFalse();
    console.open("#/votes").sees("Plant an apple tree?");
  }

  @Test
  void aVoteOfChanceIsClosedAndOneIsGivenUp() {
    String name = community("The Chance");
    for (String how : List.of("Close", "Give up")) {
      console.open("#/communities/" + name + "/votes/randomness.delayed-stochastic-vote");
      console.press("Add one").fill("Options 1", "apple").fill("Delay", "60").press("Start");
      console.sees("under way").press(how);
      console.press(how.equals("Close") ? "Close it" : "Give it up");
      console.sees("Ended").seesNoMore("under way");
    }
  }

  @Test
  void eventsComeAsTheyHappen() {
    String name = community("The Events");
    console.open("#/communities/" + name + "/events").sees("No event yet").sees("live");
    DISCOURSE.open("alice", "Where to plant the trees", "What do you all think about it?");
    console.sees("topic_created").sees("post_created");
    console.choose("What happened", "topic_created").settle().seesNoMore("post_created\t");
    DISCOURSE.open("alice", "Who has the ladder?", "It is not in the shed.");
    console.press("Event 1 in full").sees("Who was told");
    console.press("Stop following").sees("not live");
    console.open("#/events").sees("Choose a community").fill("Community", name).settle();
    console.sees("topic_created");
  }

  @Test
  void aReceiverThatFailsIsSeenAndWhatItMissedIsSentAgain() {
    String name = community("The Receivers");
    String receiver = "trial-" + NAMES.incrementAndGet();
    String path = "/" + receiver;
    DRIVER.feel(path, FakeDriver.status(503));
    console.open("#/receivers/new").press("Create").sees("Name is required");
    console.fill("Name", receiver).fill("URL", "ftp://somewhere").press("Create").sees("http");
    console.fill("URL", DRIVER.url(path)).press("Create").settle().sees("active");
    console.press("Send a test").sees("It has not taken the test event.").sees("503");
    DISCOURSE.open("alice", "A topic that is not told", "Nobody hears of it yet.");
    console.sees("does not answer").sees("answered 503");
    DRIVER.cheerUp();
    console.press("Try now").sees("all delivered");
    int before = DRIVER.messages(path).size();
    console.press("Send again…").choose("Kind", "A range of one community");
    console.fill("Community", name).fill("From", "1").press("Send again");
    console.sees("Being sent again");
    Awaitility.await().until(() -> DRIVER.messages(path).size() > before);
    console.press("Rotate the secret").press("Make a new one").sees("whsec_").press("Done");
    console.press("Pause").sees("paused").press("Resume").sees("active");
    console.press("Delete").fill("Type " + receiver + " to go on", receiver).press("Delete");
    console.sees("was deleted.");
  }

  @Test
  void aWebhookIsSeenInTheInbox() {
    String name = community("The Inbox");
    DISCOURSE.open("alice", "A topic in the inbox", "It has come by a webhook.");
    console.open("#/communities/" + name + "/inbox").sees("done");
    console.choose("State", "parked").sees("None is parked").choose("State", "All");
    String id =
        api.get("/api/internal/inbox?community=" + name)
            .json()
            .getJsonArray("webhooks")
            .getJsonObject(0)
            .get("id")
            .toString();
    console.press("discourse " + id).settle().sees("Came in").sees("Body");
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

  /** Links an account to somebody new, and returns who that is. */
  private static String linked(String community, String platform, String account) {
    String id = Long.toString(IdentityContract.id(api, community));
    Api.Reply linked =
        api.post(
            "/api/internal/identity/link_account",
            """
            {"external_id":%s,"community_slug":"%s","platform_type":"%s","platform_identifier":"%s"}"""
                .formatted(id, community, platform, account));
    assertThat(linked.status()).as(linked.text()).isEqualTo(200);
    return id;
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

  @Test
  void nothingRunsThatSomebodyElseHasWritten() {
    String hostile = ConsoleWindow.HOSTILE;
    String name = community(hostile);
    String vote = poll(name, hostile, hostile, "fair");
    LOOMIO.vote();
    DISCOURSE.open("alice", hostile, hostile);
    try (DriverKey key = DriverKey.of(api, "read", name)) {
      api.put(
          key.path(),
          JsonText.object()
              .add("name", hostile)
              .add("scope", "read")
              .add("communities", JsonText.array().add(name))
              .build()
              .toString());
      for (String hash :
          List.of(
              "#/communities",
              "#/communities/" + name,
              "#/communities/" + name + "/events",
              "#/communities/" + name + "/inbox",
              "#/votes",
              page(vote),
              "#/keys",
              "#/audit",
              "#/communities/%3Cimg%20src=x%20onerror=alert(1)%3E",
              "#/votes/loomio.poll/javascript:alert(1)")) {
        console.open(hash);
        assertThat(console.script("return document.documentElement.dataset.ran ?? null"))
            .as(hash)
            .isNull();
      }
      console.open(page(vote)).sees("<img src=x");
      console.open("#/communities/" + name + "/events").press("Event 1 in full").sees("<img src=x");
    }
  }

  /** Each page, with what there is to see on it. */
  static Stream<String> pages() {
    return Stream.of(
        "communities",
        "community",
        "catalogue",
        "plugin",
        "actions",
        "action",
        "community-votes",
        "new-vote",
        "vote",
        "votes",
        "events",
        "inbox",
        "people",
        "receivers",
        "new-receiver",
        "receiver",
        "keys",
        "audit",
        "system",
        "tour",
        "sign-in");
  }

  private static Optional<Garden> garden = Optional.empty();

  /** A community that something has happened in. */
  private record Garden(String name, String vote, String receiver) {
    static Garden grown() {
      String name = community("garden", "The Garden");
      String vote = poll(name, "Plant an apple tree by the gate?", "agree", "disagree", "later");
      LOOMIO.vote();
      LOOMIO.vote(2, "agree", 1);
      LOOMIO.vote(3, "later", 1);
      DISCOURSE.open("alice", "Where to plant the trees", "What do you all think about it?");
      String receiver = "driver";
      api.put(
          "/api/internal/receivers/" + receiver,
          "{\"url\":\"" + DRIVER.url("/" + receiver) + "\",\"communities\":[\"" + name + "\"]}");
      DISCOURSE.open("alice", "Who has the ladder?", "It is not in the shed.");
      Awaitility.await().until(() -> !DRIVER.messages("/" + receiver).isEmpty());
      linked(name, "discourse", "alice");
      return new Garden(name, vote, receiver);
    }

    String hash(String page) {
      String here = "#/communities/" + name;
      return switch (page) {
        case "community" -> here;
        case "catalogue" -> here + "/catalogue";
        case "plugin" -> here + "/plugins/discourse";
        case "actions" -> here + "/actions";
        case "action" -> here + "/actions/discourse.create-topic";
        case "community-votes" -> here + "/votes";
        case "new-vote" -> here + "/votes/loomio.poll";
        case "vote" -> page(vote);
        case "events" -> here + "/events";
        case "inbox" -> here + "/inbox";
        case "people" -> here + "/people";
        case "new-receiver" -> "#/receivers/new";
        case "receiver" -> "#/receivers/" + receiver;
        default -> "#/" + page;
      };
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageIsForEverybody(String page) {
    Garden here = garden.orElseGet(Garden::grown);
    garden = Optional.of(here);
    if (page.equals("sign-in")) {
      console.forget();
    } else {
      console.open(here.hash(page));
    }
    try {
      console.picture(page, 1280, false);
      assertThat(console.faults()).as("light").isEmpty();
      console.picture(page + "-dark", 1280, true);
      assertThat(console.faults()).as("dark").isEmpty();
      console.picture(page + "-narrow", 400, false);
      assertThat(console.faults()).as("narrow").isEmpty();
      assertThat(console.script("return document.documentElement.scrollWidth <= window.innerWidth"))
          .as("nothing has to be looked for at the side")
          .isEqualTo(true);
    } finally {
      console.asItComes();
    }
  }

  @Test
  void theFirstLoadIsSmallAndQuick() {
    console.open("#/communities");
    Number bytes =
        (Number)
            console.script(
                "return performance.getEntriesByType('resource')"
                    + ".concat(performance.getEntriesByType('navigation'))"
                    + ".reduce((sum, one) => sum + one.encodedBodySize, 0)");
    assertThat(bytes.longValue()).isBetween(10_000L, 400_000L);
  }

  /** What forms make of schemas, tried where they are used. */
  @Test
  void aFormSaysWhatItsSchemaAsksFor() {
    Object told =
        console.asyncScript(
            """
            const done = arguments[0];
            const modules = ['schema', 'value'].map(name => import(`/console/core/${name}.js`));
            Promise.all(modules).then(([schemas, {valueOf}]) => {
              const {draftOf, kindOf, label, withoutSecrets, MARK} = schemas;
              const wrong = [];
              const same = (what, is, wanted) => {
                if (JSON.stringify(is) !== JSON.stringify(wanted)) {
                  wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
                }
              };
              const read = (schema, draft, required = true) => {
                const errors = [];
                const value = valueOf(schema, draft, errors, {required});
                return {value, errors: errors.map(one => one.pointer + ' ' + one.detail)};
              };
              same('a label', label('webhook_api_key'), 'Webhook API key');
              same('a whole number', read({type: 'integer', minimum: 1}, '0').errors, [' must be 1 or more']);
              same('no number', read({type: 'number'}, 'many').errors, [' must be a number']);
              same('half a number', read({type: 'integer'}, '1.5').errors, [' must be a whole number']);
              same('too large a number', read({type: 'integer'}, '9007199254740993').errors, [' is too large']);
              same('nothing', read({type: 'string'}, '').errors, [' is required']);
              same('nothing that need not be', read({type: 'string'}, '', false), {value: undefined, errors: []});
              same('a pattern', read({type: 'string', pattern: '^a+$'}, 'b').errors.length, 1);
              same('a blank', read({type: 'string', pattern: '\\\\S'}, ' ').errors, [' must not be blank']);
              same('lengths', read({type: 'string', minLength: 2, maxLength: 3}, 'abcd').errors, [' must have at most 3 characters']);
              const object = {type: 'object', required: ['a', 'list'], properties: {
                a: {type: 'string'}, b: {type: 'integer', default: 5}, flag: {type: 'boolean'},
                kind: {enum: ['x', 'y']}, list: {type: 'array', items: {type: 'string'}, minItems: 1},
                map: {type: 'object', additionalProperties: {type: 'integer'}, default: {}},
                inner: {type: 'object', properties: {c: {type: 'string'}}, required: ['c']}}};
              const draft = draftOf(object, undefined);
              same('what is missing', read(object, draft).errors, ['/a is required', '/list must have at least 1 entries']);
              same('what is there', read(object, {...draft, a: 'A', list: ['l'], kind: '"y"', flag: false, map: [['m', '1']]}).value,
                {a: 'A', b: 5, flag: false, kind: 'y', list: ['l'], map: {m: 1}});
              same('what stays', read(object, draftOf(object, {a: 'A', list: ['l'], inner: {c: 'C'}})).value,
                {a: 'A', b: 5, list: ['l'], map: {}, inner: {c: 'C'}});
              same('a name like a prototype', Object.keys(read(object.properties.map, [['__proto__', '1']]).value), ['__proto__']);
              same('a secret that stays', read({type: 'string', writeOnly: true, minLength: 20}, MARK).value, MARK);
              same('no secret is copied', withoutSecrets({properties: {k: {type: 'string', writeOnly: true}}}, {k: 'secret', o: 1}), {k: MARK, o: 1});
              const either = {oneOf: [{type: 'integer'}, {type: 'string'}]};
              same('one of two', kindOf(either), 'choice');
              same('the other of two', read(either, draftOf(either, 'text')).value, 'text');
              same('anything', read({}, '{"a":').errors.length, 1);
              same('null is nothing', kindOf({type: ['string', 'null']}), 'text');
              done(wrong);
            }, error => done(['' + error]));
            """);
    assertThat((List<?>) told).isEmpty();
  }
}
