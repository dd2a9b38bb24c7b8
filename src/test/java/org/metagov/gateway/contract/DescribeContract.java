package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.ExampleBook;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.TestReceiver;

/** The documents of the API, as the server answers them. */
public interface DescribeContract extends DriversUnderTest {
  private static void assertIs(Reply reply, String type, String begin) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("Content-Type").orElse("")).startsWith(type);
    assertThat(reply.text()).startsWith(begin);
  }

  @Test
  default void theDocumentComesInTheFormThatIsAskedFor() {
    Api yaml = api().with("Accept", "application/yaml");
    for (String name : List.of("openapi", "asyncapi")) {
      assertIs(api().get("/" + name), "application/json", "{\"" + name + "\":\"3.");
      assertIs(api().get("/" + name + ".json"), "application/json", "{\"" + name + "\":");
      assertIs(api().get("/" + name + ".yaml"), "application/yaml", name + ":");
      assertIs(api().get("/" + name + "?format=yaml"), "application/yaml", name + ":");
      assertIs(yaml.get("/" + name), "application/yaml", name + ":");
      assertThat(api().send("HEAD", "/" + name, null).status()).isEqualTo(200);
    }
  }

  /** The viewers make style sheets as they go; none makes a program of a text. */
  @Test
  default void noPageRunsTextOrLoadsFromElsewhere() {
    for (String path : List.of("/", "/swagger/", "/redoc/", "/console/", "/openapi", "/health")) {
      List<String> policy = api().get(path).headers().allValues("Content-Security-Policy");
      assertThat(policy).as(path).hasSize(1);
      assertThat(policy.get(0))
          .as(path)
          .startsWith("default-src 'none'; ")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe-eval", "http:", "https:", "*")
          .doesNotContainPattern("script-src[^;]*unsafe-inline");
    }
  }

  /** Both ways: none is missing there, and none is told of that there is not. */
  @Test
  default void theServerShowsTheMetricsThatAreDeclared() {
    // Those of a route come with its first request.
    assertThat(api().get("/openapi").status()).isEqualTo(200);
    assertThat(
            api()
                .get("/metrics?scope=application")
                .text()
                .lines()
                .filter(line -> line.matches("# (HELP|TYPE) metagov_.*")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Metric.values())
                .flatMap(
                    metric ->
                        Stream.of(
                            "# HELP " + metric.shownName() + " " + metric.description(),
                            "# TYPE " + metric.shownName() + " " + metric.type().wireName()))
                .toList());
  }

  @Test
  default void healthIsToldByItsParts() throws IOException {
    List<String> told =
        Files.readAllLines(Path.of("src/site/markdown/monitoring.md")).stream()
            .filter(line -> line.matches("\\| `\\w+` \\| (ready|live) \\|.*"))
            .map(line -> line.split("[|` ]+"))
            .map(row -> row[2] + " " + row[1])
            .toList();
    assertThat(
            Stream.of("ready", "live")
                .flatMap(
                    kind ->
                        api().get("/health/" + kind).json().getJsonArray("checks").stream()
                            .map(check -> kind + " " + check.asJsonObject().getString("name"))))
        .containsExactlyInAnyOrderElementsOf(told);
    assertThat(api().get("/health").json().getJsonArray("checks"))
        .hasSize(told.size())
        .allSatisfy(check -> assertThat(check.asJsonObject().getString("status")).isEqualTo("UP"));
  }

  @Test
  default void theDocumentTellsOfAThirdPartysPlugin() {
    JsonObject paths = api().get("/openapi").json().getJsonObject("paths");
    assertThat(paths.keySet())
        .contains(
            "/api/internal/action/tally.count",
            "/api/internal/process/tally.poll",
            "/api/internal/plugin/tally",
            "/api/internal/community/{community}");
  }

  @Test
  default void whatACommunityHasEnabledIsForItsDrivers() {
    String community = fresh();
    community(
        community, "[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]");
    String path = "/openapi?community=" + community;
    assertThat(api().get(path).json().getJsonObject("paths").keySet())
        .contains("/api/internal/action/randomness.random-int")
        .noneMatch(it -> it.startsWith("/api/internal/action/tally"));
    assertThat(api().with("Origin", "https://elsewhere.example.org").get(path).status())
        .isEqualTo(403);
    assertThat(api().with("Authorization", "Bearer wrong").get(path).status()).isEqualTo(401);
    assertThat(api().with("Authorization", "Bearer wrong").get("/openapi").status()).isEqualTo(200);
  }

  /** Every answer there is, at least once: what the documents show as examples. */
  @Test
  default void theExamplesAreWhatTheGatewayAnswers() {
    String garden = fresh();
    String orchard = fresh();
    ExampleBook book = new ExampleBook().call(garden, "garden").call(orchard, "orchard");
    Api driver = api().as(garden);
    try (FakeDriver listening = new FakeDriver()) {
      communities(book, garden, orchard);
      keys(book, garden);
      identities(book, garden);
      processes(book, driver, garden, listening);
      events(book, listening);
      webhooks(book);
      problems(book, garden);
    }
    book.compare();
  }

  private void communities(ExampleBook book, String garden, String orchard) {
    String body =
        "{\"readable_name\":\"The Garden\",\"plugins\":[{\"name\":\"randomness\",\"config\":"
            + "{\"default_low\":1,\"default_high\":7}}]}";
    String all = "/api/internal/community";
    String one = all + "/" + garden;
    book.note("replaceCommunity", body, api().put(one, body));
    book.note("replaceCommunity", body, api().put(one, body));
    String other = "{\"slug\":\"" + orchard + "\",\"readable_name\":\"The Orchard\"}";
    book.note("createCommunity", other, api().post(all, other));
    book.note(
        "listCommunities",
        null,
        api().get(all + "?limit=1&after=" + garden.substring(0, garden.length() - 1)));
    book.note("getCommunity", null, api().get(one));
    book.note("getCommunityStatus", null, api().get(one + "/status"));
    book.note(
        "listCommunityStatus",
        null,
        api().get("/api/internal/community-status?limit=1&search=" + garden));
    book.note("listActions", null, api().get(one + "/actions"));
    book.note("listProcessTypes", null, api().get(one + "/processes"));
    book.note("getPluginMetadata", null, api().get("/api/internal/plugin/randomness/metadata"));
    shortened(book, "listPlugins", api().get("/api/internal/plugin"));
    shortened(book, "listConfigSchemas", api().get("/api/internal/plugin-schemas"));
    String config = "{\"server_url\":\"https://sourcecred.example.org\"}";
    String plugin = "/api/internal/plugin/sourcecred";
    Api speaking = api().as(garden);
    book.note("enablePlugin", null, speaking.post(plugin, config));
    book.note("enablePlugin", null, speaking.post(plugin, config));
    Reply invited = speaking.post("/api/internal/plugin/guild/invitation", null);
    book.call(invited.json().getString("invitation"), "as_it_goes_with_a_browser");
    book.note("invite", null, invited);
    book.note("testPlugin", null, speaking.post("/api/internal/plugin/randomness/test", null));
  }

  /** Notes what is said of one plugin, in place of all. */
  private static void shortened(ExampleBook book, String operation, Reply reply) {
    JsonObject json = reply.json();
    String text =
        json.get("plugins") instanceof JsonArray plugins
            ? "{\"plugins\":["
                + plugins.getValuesAs(JsonObject.class).stream()
                    .filter(plugin -> plugin.getString("name").equals("randomness"))
                    .findFirst()
                    .orElseThrow()
                + "]}"
            : "{\"randomness\":" + json.get("randomness") + "}";
    book.note(operation, null, new Reply(reply.status(), reply.headers(), text));
  }

  private void keys(ExampleBook book, String garden) {
    String all = "/api/internal/driver-keys";
    String body =
        "{\"name\":\"Our driver\",\"scope\":\"act\",\"communities\":[\"" + garden + "\"]}";
    Reply made = book.note("createDriverKey", body, api().post(all, body));
    String id = made.json().getString("id");
    book.call(made.json().getString("key"), "mgk_as_it_is_shown_once").call(id, "k-4711");
    book.note("createDriverKey", body, made);
    book.note("changeDriverKey", body, api().put(all + "/" + id, body));
    String before = id.substring(0, id.length() - 1);
    book.note("listDriverKeys", null, api().get(all + "?limit=1&after=" + before));
    Api keyed = api().with("Authorization", "Bearer " + made.json().getString("key"));
    Reply begun = keyed.post("/api/internal/session", null);
    String session = begun.json().getJsonObject("session").getString("id");
    book.call(begun.json().getString("token"), "mgs_as_it_is_shown_once").call(session, "q2m8f0");
    book.note("beginSession", null, begun);
    book.note("getSession", null, keyed.get("/api/internal/session"));
    assertThat(api().delete(all + "/" + id).status()).isEqualTo(204);
    system(book);
  }

  private void identities(ExampleBook book, String garden) {
    String all = "/api/internal/identity/";
    String make = "{\"community_slug\":\"garden\",\"count\":2}".replace("garden", garden);
    Reply made = api().post(all + "create_id", make);
    List<JsonNumber> ids = JsonText.parse(made.text()).asJsonArray().getValuesAs(JsonNumber.class);
    book.call("" + ids.get(0), "1804289383").call("" + ids.get(1), "846930886");
    book.note("createMetagovIds", make, made);
    String of = "\"external_id\":" + ids.get(0);
    String account =
        ",\"community_slug\":\"%s\",\"platform_type\":\"randomness\",\"platform_identifier\":\"ada\""
            .formatted(garden);
    String link = "{" + of + account + ",\"link_type\":\"manual admin\"}";
    book.note("linkAccount", link, api().post(all + "link_account", link));
    api().post(all + "link_account", link.replace("\"ada\"", "\"lovelace\""));
    String merge =
        "{\"primary_instance_id\":%s,\"secondary_instance_id\":%s,\"link_quality\":\"confirmed (weak)\"}"
            .formatted(ids.get(0), ids.get(1));
    book.note("mergeMetagovIds", merge, api().post(all + "merge_ids", merge));
    String id = "external_id=" + ids.get(0);
    String in = "community=" + garden;
    String on = "&platform_type=randomness";
    book.note("getUser", null, api().get(all + "get_user?" + id));
    book.note("getUsers", null, api().get(all + "get_users?" + in + on));
    book.note(
        "filterUsersByAccount",
        null,
        api().get(all + "filter_users_by_account?external_id_list=" + ids.get(0) + "&" + in));
    book.note("getLinkedAccount", null, api().get(all + "get_linked_account?" + id + on));
    book.note(
        "getLink",
        null,
        api()
            .get(
                all
                    + "get_link?"
                    + in
                    + on
                    + "&platform_identifier=ada&to_platform_type=randomness"));
    String person = all + "person/" + ids.get(0);
    book.note("exportPerson", null, api().get(person));
    Reply pass = api().post(all + "pass", "{" + of + "}");
    book.call(pass.json().getString("metagov_id"), "0f3a.as_it_is_shown_once");
    book.note("passIdentity", "{" + of + "}", pass);
    String unlink = "{" + account.substring(1) + "}";
    book.note("unlinkAccount", unlink, api().post(all + "unlink_account", unlink));
    assertThat(api().delete(person).status()).isEqualTo(204);
  }

  /** With one of each: which there are depends on where it runs. */
  private void system(ExampleBook book) {
    Reply whole = api().get("/api/internal/system");
    JsonObject system = whole.json();
    JsonObjectBuilder some =
        JsonText.object(system).add("version", "1.0.0").add("java_version", "17");
    for (String list : List.of("queues", "quotas", "settings")) {
      JsonArray all = system.getJsonArray(list);
      some.add(
          list, JsonText.provider().createArrayBuilder(all.subList(0, Math.min(1, all.size()))));
    }
    some.add("database", "derby").add("settings", JsonText.array());
    some.add(
        "health",
        JsonText.object()
            .add("status", "up")
            .add(
                "checks",
                JsonText.array()
                    .add(
                        JsonText.object()
                            .add("name", "start")
                            .add("status", "up")
                            .add("data", JsonText.object()))));
    book.note(
        "getSystem",
        null,
        new Reply(whole.status(), whole.headers(), JsonText.write(some.build())));
  }

  private void processes(ExampleBook book, Api driver, String garden, FakeDriver listening) {
    String start =
        "{\"options\":[\"tulips\",\"roses\"],\"delay\":60,\"callback_url\":\""
            + listening.url("/outcomes")
            + "\"}";
    Reply started = driver.post("/api/internal/process/randomness.delayed-stochastic-vote", start);
    String location = started.header("Location").orElseThrow();
    book.note("getProcess", null, api().get(location));
    book.note("completeProcess", null, api().post(location + "/complete", null));
    book.note("getProcessHistory", null, api().get(location + "/history"));
    book.note("listProcesses", null, api().get("/api/internal/process?community=" + garden));
    soon()
        .untilAsserted(
            () -> assertThat(api().get(location + "/callbacks").json().getInt("waiting")).isZero());
    book.message("callback", listening.messages("/outcomes").get(0).body());
    book.note("getCallbacks", null, api().get(location + "/callbacks"));
    book.note("listCallbackDeliveries", null, api().get(location + "/callbacks/deliveries"));
    String again = "{\"from\":1}";
    book.note("replayCallbacks", again, api().post(location + "/callbacks/replay", again));
  }

  private void events(ExampleBook book, FakeDriver listening) {
    try (Newsroom room = newsroom("blossom");
        TestReceiver receiver =
            receiver(listening, "/events", ",\"communities\":[\"" + room.community() + "\"]")) {
      book.call(room.community(), "garden").call(receiver.name(), "gardener");
      pass(WELL_OVER_AN_INTERVAL);
      soon()
          .untilAsserted(
              () -> assertThat(api().get(room.log()).json().getJsonArray("events")).hasSize(1));
      book.note("listEvents", null, api().get(room.log() + "&after=0"));
      String log = "?community=" + room.community();
      Reply found = book.note("searchEvents", null, api().get("/api/internal/events/search" + log));
      book.note("getTimeline", null, api().get("/api/internal/events/timeline" + log + "&hours=1"));
      String first = found.json().getJsonArray("events").getJsonObject(0).getString("id");
      soon()
          .untilAsserted(
              () -> assertThat(api().get(receiver.path() + "/lanes").text()).contains("\"idle\""));
      book.note("listLanes", null, api().get(receiver.path() + "/lanes"));
      book.note("getEvent", null, api().get("/api/internal/events/" + first));
      book.note("listEventTypes", null, api().get(room.path() + "/events"));
      String body = "{\"url\":\"" + listening.url("/events") + "\",\"event_types\":[\"bloss*\"]}";
      book.note("putReceiver", body, api().put(receiver.path(), body));
      book.note("getReceiver", null, api().get(receiver.path()));
      String name = receiver.name();
      book.note(
          "listReceivers",
          null,
          api()
              .get(
                  "/api/internal/receivers?limit=1&after=" + name.substring(0, name.length() - 1)));
      book.note("testReceiver", null, api().post(receiver.path() + "/test", null));
      String again = "{\"community\":\"" + room.community() + "\",\"from\":1}";
      book.note("replayEvents", again, api().post(receiver.path() + "/replay", again));
      everyHeaderIsTold(listening);
      String secret = "{}";
      book.note("rotateSecret", secret, api().post(receiver.path() + "/rotate-secret", secret));
      JsonObject event =
          api().get(room.log() + "&after=0").json().getJsonArray("events").getJsonObject(0);
      book.message("event", event.toString());
      book.text("streamEvents", "id: 1\ndata: " + event + "\n\n");
    }
  }

  /** Of a message that came by itself, and of one that was sent again. */
  private void everyHeaderIsTold(FakeDriver listening) {
    List<String> told =
        api()
            .get("/openapi")
            .json()
            .getJsonObject("components")
            .getJsonObject("pathItems")
            .getJsonObject("Event")
            .getJsonObject("post")
            .getJsonArray("parameters")
            .getValuesAs(JsonObject.class)
            .stream()
            .map(header -> header.getString("name"))
            .toList();
    for (String name : List.of("metagov-previous", "metagov-replay")) {
      soon()
          .untilAsserted(
              () ->
                  assertThat(listening.messages("/events"))
                      .anyMatch(message -> message.header(name).isPresent()));
    }
    assertThat(listening.messages("/events"))
        .flatExtracting(message -> message.headers().keySet())
        .extracting(name -> name.toLowerCase(Locale.ROOT))
        .filteredOn(name -> name.matches("(webhook|metagov)-.*|traceparent"))
        .isNotEmpty()
        .allMatch(told::contains);
  }

  private void webhooks(ExampleBook book) {
    String name = fresh();
    HookedCommunity hooked = HookedCommunity.create(api(), name);
    book.call(name, "garden");
    assertThat(hooked.send("delivery-1", "hello").status()).isEqualTo(200);
    book.text("takeWebhook", "");
    book.text("takeWebhookWithSlug", "");
    book.text("takeWebhookForAll", "");
    String inbox = "/api/internal/inbox?community=" + name;
    soon().untilAsserted(() -> assertThat(api().get(inbox).text()).contains("\"state\":\"done\""));
    Reply page = book.note("listWebhooks", null, api().get(inbox));
    long id = page.json().getJsonArray("webhooks").getJsonObject(0).getJsonNumber("id").longValue();
    book.note("getWebhook", null, api().get("/api/internal/inbox/" + id));
    book.note(
        "countWebhooks",
        null,
        api().get("/api/internal/inbox/counts?plugin=tally&community=" + name));
    book.note("listHooks", null, api().get(hooked.path() + "/hooks"));
  }

  private void problems(ExampleBook book, String garden) {
    String community = "/api/internal/community/" + garden;
    book.problem(
        api()
            .put(
                community,
                "{\"plugins\":[{\"name\":\"randomness\",\"config\":{\"default_low\":\"one\"}}]}"));
    book.problem(api().with("Authorization", "Bearer wrong").get(community));
    book.problem(api().with("Origin", "https://elsewhere.example.org").get(community));
    book.problem(api().get("/api/internal/community/nobody"));
    book.problem(api().with("Accept", "image/png").get(community));
    book.problem(api().with("Content-Type", "text/plain").put(community, "{}"));
    Api keyed = api().with("Idempotency-Key", garden);
    assertThat(keyed.post("/api/internal/community", "{}").status()).isEqualTo(201);
    book.problem(keyed.post("/api/internal/community", "{\"readable_name\":\"Another\"}"));
  }
}
