package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;

/** Communities and their plugins. */
public interface CommunityContract extends GatewayUnderTest {
  String MARK = "********";
  String TALLY = "{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711-secret\"%s}}";

  private static String path(String name) {
    return "/api/internal/community/" + name;
  }

  private static String tally(String more) {
    return "{\"plugins\":[" + TALLY.formatted(more) + "]}";
  }

  @Test
  default void aPutCreatesThenReplaces() {
    String name = fresh();
    Reply created =
        api()
            .put(
                path(name),
                """
                {"name":"%s","readable_name":"Bürger & Co","plugins":[
                  {"name":"randomness","config":{"default_low":2,"default_high":3}},
                  {"name":"revshare","config":null}]}
                """
                    .formatted(name));
    assertThat(created.status()).isEqualTo(201);
    JsonObject community = created.json();
    assertThat(community.getString("name")).isEqualTo(name);
    assertThat(community.getString("slug")).isEqualTo(name);
    assertThat(community.getString("readable_name")).isEqualTo("Bürger & Co");
    JsonObject randomness = community.getJsonArray("plugins").getJsonObject(0);
    assertThat(randomness.keySet()).contains("id", "name", "config", "community", "auth_type");
    assertThat(randomness.getJsonObject("config").getInt("default_high")).isEqualTo(3);

    Reply replaced = api().put(path(name), "{\"readable_name\":\"Other\"}");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.json().getString("readable_name")).isEqualTo("Other");
    assertThat(api().get(path(name)).json()).isEqualTo(replaced.json());
  }

  @Test
  default void absentPluginsStayAndAnEmptyListDisablesAll() {
    String name = fresh();
    api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}");
    assertThat(plugins(api().put(path(name), "{}"))).containsExactly("revshare");
    assertThat(plugins(api().put(path(name), "{\"plugins\":null}"))).containsExactly("revshare");
    assertThat(plugins(api().put(path(name), "{\"plugins\":[]}"))).isEmpty();
  }

  @Test
  default void oneBadPluginLeavesEverythingAsItWas() {
    String name = fresh();
    api().put(path(name), "{\"readable_name\":\"Before\",\"plugins\":[{\"name\":\"revshare\"}]}");
    JsonObject before = api().get(path(name)).json();
    Stream.of(
            "{\"name\":\"nope\"}",
            "{\"name\":\"randomness\",\"config\":{\"default_low\":\"a\",\"default_high\":1}}",
            "{\"name\":\"randomness\"}",
            "{\"name\":\"sourcecred\",\"config\":{\"server_url\":\"not a url\"}}",
            TALLY.formatted(",\"refuse\":\"always\""))
        .forEach(
            bad -> {
              Reply refused =
                  api()
                      .put(
                          path(name),
                          "{\"readable_name\":\"After\",\"plugins\":["
                              + TALLY.formatted("")
                              + ","
                              + bad
                              + "]}");
              assertThat(refused.status()).as(bad).isIn(400, 502);
              assertThat(api().get(path(name)).json()).as(bad).isEqualTo(before);
              String unborn = fresh();
              assertThat(api().put(path(unborn), "{\"plugins\":[" + bad + "]}").status())
                  .isIn(400, 502);
              assertThat(api().get(path(unborn)).status()).isEqualTo(404);
            });
  }

  @Test
  default void whatIsWrongIsPointedAt() {
    Reply refused =
        api()
            .put(
                path(fresh()),
                "{\"plugins\":[{\"name\":\"revshare\"},{\"name\":\"randomness\",\"config\":{"
                    + "\"default_low\":\"a\"}}]}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).startsWith("Schema validation error: ");
    assertThat(refused.json().getJsonArray("errors").stream().map(e -> e.asJsonObject()))
        .extracting(e -> e.getString("pointer"))
        .containsExactlyInAnyOrder(
            "/plugins/1/config/default_low", "/plugins/1/config/default_high");
    assertThat(api().put(path(fresh()), "{\"plugins\":[{\"name\":\"nope\"}]}").detail())
        .isEqualTo("No such plugin registered: nope");
    String name = fresh();
    assertThat(api().put(path(name), "{\"name\":\"other\"}").detail())
        .isEqualTo("Expected name " + name + ", found other");
    assertThat(
            api()
                .put(path(name), "{\"plugins\":[{\"name\":\"revshare\"},{\"name\":\"revshare\"}]}")
                .status())
        .isEqualTo(400);
  }

  @Test
  default void ofParallelCreatingPutsOneIsCreating() {
    String name = fresh();
    List<Reply> replies =
        Parallel.run(24, i -> api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}"));
    assertThat(replies).extracting(Reply::status).containsOnly(200, 201);
    assertThat(replies).filteredOn(r -> r.status() == 201).hasSize(1);
    assertThat(replies).extracting(Reply::json).containsOnly(api().get(path(name)).json());
  }

  @Test
  default void aNewConfigKeepsTheStateAndTellsThePlugin() {
    String name = fresh();
    Api driver = api().as(name);
    assertThat(api().put(path(name), tally(",\"step\":2")).status()).isEqualTo(201);
    long id = id(api().get(path(name)));
    assertThat(driver.act("tally.count", "{}").json().getInt("count")).isEqualTo(2);
    api().put(path(name), tally(",\"step\":2"));
    assertThat(driver.act("tally.seen", "{}").json().containsKey("step_before")).isFalse();
    Reply changed = api().put(path(name), tally(",\"step\":5"));
    assertThat(id(changed)).isEqualTo(id);
    assertThat(driver.act("tally.seen", "{}").json().getInt("step_before")).isEqualTo(2);
    assertThat(driver.act("tally.count", "{}").json().getInt("count")).isEqualTo(7);
  }

  @Test
  default void defaultsOfTheConfigAreFilledInAndStored() {
    String name = fresh();
    api().put(path(name), tally(",\"webhook_slug\":null"));
    JsonObject config =
        api()
            .get(path(name))
            .json()
            .getJsonArray("plugins")
            .getJsonObject(0)
            .getJsonObject("config");
    assertThat(config.getInt("step")).isEqualTo(1);
    assertThat(config.getString("refuse")).isEqualTo("never");
    assertThat(config).doesNotContainKey("webhook_slug");
  }

  @Test
  default void secretsAreShownAsMarksThatStandForWhatIsKept() {
    String name = fresh();
    Api driver = api().as(name);
    HookedCommunity community = HookedCommunity.create(api(), name);
    Reply seen = api().get(path(name));
    JsonObject config =
        seen.json().getJsonArray("plugins").getJsonObject(0).getJsonObject("config");
    assertThat(config.getString("api_key")).isEqualTo(MARK);
    assertThat(config.getString("webhook_secret")).isEqualTo(MARK);
    assertThat(config.getString("team")).isEqualTo("T0");

    Reply put = api().put(path(name), seen.text());
    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.json()).isEqualTo(seen.json());
    // Its secret is what it was.
    assertThat(community.send().status()).isEqualTo(200);

    String config2 = "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\"%s}";
    Reply changed =
        driver.post("/api/internal/plugin/tally", config2.formatted("k-2", MARK, ",\"step\":3"));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(community.send().status()).isEqualTo(200);
  }

  @Test
  default void aMarkStandsForNothingAtANewAddressOrWhereNothingIs() {
    String name = fresh();
    Api driver = api().as(name);
    try (FakeServer other = new FakeServer()) {
      api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}");
      Reply nothing = driver.post("/api/internal/plugin/tally", "{\"api_key\":\"" + MARK + "\"}");
      assertThat(nothing.status()).isEqualTo(400);
      assertThat(pointer(nothing)).isEqualTo("/api_key");
      assertThat(api().put(path(name), tally("")).status()).isEqualTo(200);
      Reply elsewhere =
          api()
              .put(
                  path(name),
                  tally(",\"server_url\":\"" + other.url("") + "\"")
                      .replace("k-4711-secret", MARK));
      assertThat(elsewhere.status()).isEqualTo(400);
      assertThat(pointer(elsewhere)).isEqualTo("/plugins/0/config/api_key");
      assertThat(elsewhere.detail()).contains("must be given anew");
      assertThat(other.requests()).isEmpty();
      Reply within = api().put(path(name), tally(",\"step\":4").replace("k-4711-secret", MARK));
      assertThat(within.status()).as(within.text()).isEqualTo(200);
    }
  }

  private static String pointer(Reply refused) {
    return refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer");
  }

  @Test
  default void hooksOfAFailedChangeAreUndone() {
    try (FakeServer platform = new FakeServer()) {
      platform.answer("/", 200, "{}");
      String url = ",\"server_url\":\"" + platform.url("") + "\"";
      String name = fresh();
      Reply refused = api().put(path(name), tally(url + ",\"refuse\":\"always\""));
      assertThat(refused.status()).isEqualTo(502);
      assertThat(targets(platform)).containsExactly("/initialized", "/disabled?count=0");
      assertThat(api().put(path(name), tally(url)).status()).isEqualTo(201);
      api().as(name).act("tally.count", "{}");
      assertThat(api().put(path(name), tally(url + ",\"refuse\":\"always\"")).status())
          .isEqualTo(502);
      assertThat(api().delete(path(name)).status()).isEqualTo(204);
      assertThat(targets(platform).subList(2, targets(platform).size()))
          .containsExactly("/initialized", "/reconfigured", "/reconfigured", "/disabled?count=1");
    }
  }

  @Test
  default void aPlatformThatIsElsewhereIsNotEnabledAndTheDriverIsToldWhereItIs() {
    try (FakeServer old = new FakeServer();
        FakeServer now = new FakeServer()) {
      old.answer("/", 301, "", "Location", now.url("/moved?key=k"));
      String name = fresh();
      Reply refused = api().put(path(name), tally(",\"server_url\":\"%s\"".formatted(old.url(""))));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.detail())
          .startsWith("tally: ")
          .contains(" answered 301: it leads to " + now.url("") + ". Give the address");
      assertThat(api().get(path(name)).status()).isEqualTo(404);
      assertThat(now.requests()).isEmpty();
    }
  }

  @Test
  default void whatIsWrongWithAnAddressOrASecretIsToldByItsNameAndNotQuoted() {
    for (String bad :
        List.of(
            "'api_key':'hush\\n'",
            "'api_key':'hush\\u200b'",
            "'api_key':'k','server_url':'http://hush:hush@127.0.0.1'",
            "'api_key':'k','server_url':'http://127.0.0.1/?hush'")) {
      String member = bad.contains("server_url") ? "server_url" : "api_key";
      Reply refused =
          api()
              .put(
                  path(fresh()),
                  "{'plugins':[{'name':'tally','config':{%s}}]}".formatted(bad).replace('\'', '"'));
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("/plugins/0/config/" + member);
      assertThat(refused.text()).doesNotContain("hush");
    }
  }

  @Test
  default void aPluginThatIsAtWorkCanBeDisabled() {
    String name = fresh();
    api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}");
    AtomicBoolean done = new AtomicBoolean();
    List<Integer> statuses =
        Parallel.run(
            9,
            i -> {
              if (i > 0) {
                while (!done.get()) {
                  api().as(name).act("revshare.add-pointer", "{\"pointer\":\"$a\",\"weight\":1}");
                }
                return 200;
              }
              int worst = 0;
              for (int round = 0; round < 10; round++) {
                int off = api().put(path(name), "{\"plugins\":[]}").status();
                int on = api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}").status();
                worst = Math.max(worst, Math.max(off, on));
              }
              done.set(true);
              return worst;
            });
    assertThat(statuses).containsOnly(200);
  }

  @Test
  default void aNameOfCharactersThatTakeTwoUnitsIsKept() {
    String name = fresh();
    String emoji = "😀".repeat(255);
    assertThat(api().put(path(name), "{\"readable_name\":\"" + emoji + "\"}").status())
        .isEqualTo(201);
    assertThat(api().get(path(name)).json().getString("readable_name")).isEqualTo(emoji);
    assertThat(api().put(path(name), tally(",\"team\":\"a\\u0000b\"")).status()).isEqualTo(400);
  }

  @Test
  default void aDeletedCommunityIsGoneAndLeavesNoState() {
    String name = fresh();
    api().put(path(name), tally(""));
    api().as(name).act("tally.count", "{}");
    Reply deleted = api().delete(path(name));
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.text()).isEmpty();
    assertThat(api().get(path(name)).status()).isEqualTo(404);
    assertThat(api().delete(path(name)).status()).isEqualTo(404);
    assertThat(api().as(name).act("tally.count", "{}").detail())
        .isEqualTo("Community '" + name + "' not found");
    api().put(path(name), tally(""));
    assertThat(api().as(name).act("tally.count", "{}").json().getInt("count")).isEqualTo(1);
  }

  @Test
  default void aPostInventsANameWhereNoneIsGiven() {
    JsonObject invented = api().post("/api/internal/community", "{}").json();
    assertThat(api().get(path(invented.getString("slug"))).json()).isEqualTo(invented);
    String name = fresh();
    assertThat(api().post("/api/internal/community", "{\"slug\":\"" + name + "\"}").status())
        .isEqualTo(201);
    assertThat(api().post("/api/internal/community", "{\"name\":\"" + name + "\"}").status())
        .isEqualTo(400);
    assertThat(api().post("/api/internal/community", "{\"name\":\"no spaces\"}").status())
        .isEqualTo(400);
  }

  @Test
  default void communitiesAreListedPageByPage() {
    String prefix = fresh();
    IntStream.range(0, 5).forEach(i -> api().put(path(prefix + "-" + i), "{}"));
    JsonObject first = api().get("/api/internal/community?limit=2&after=" + prefix).json();
    assertThat(names(first)).containsExactly(prefix + "-0", prefix + "-1");
    JsonObject rest =
        api().get("/api/internal/community?limit=3&after=" + first.getString("next")).json();
    assertThat(names(rest)).containsExactly(prefix + "-2", prefix + "-3", prefix + "-4");
    assertThat(api().get("/api/internal/community?limit=200&after=~").json().isNull("next"))
        .isTrue();
    assertThat(api().get("/api/internal/community?limit=0").status()).isEqualTo(400);
    assertThat(api().get("/api/internal/community?limit=many").status()).isEqualTo(400);
  }

  @Test
  default void singlePluginsAreEnabledReconfiguredAndDisabled() {
    String name = fresh();
    Api driver = api().as(name);
    assertThat(driver.post("/api/internal/plugin/tally", "{\"api_key\":\"k\"}").detail())
        .isEqualTo("Community '" + name + "' not found");
    api().put(path(name), "{\"plugins\":[{\"name\":\"revshare\"}]}");
    Reply enabled = driver.post("/api/internal/plugin/tally", "{\"api_key\":\"k\"}");
    assertThat(enabled.status()).isEqualTo(201);
    assertThat(enabled.json().getString("auth_type")).isEqualTo("api_key");
    assertThat(driver.post("/api/internal/plugin/tally", "{\"api_key\":\"k\"}").status())
        .isEqualTo(200);
    assertThat(driver.post("/api/internal/plugin/tally", "{}").detail())
        .startsWith("Schema validation error: ");
    assertThat(driver.post("/api/internal/plugin/nope", "{}").status()).isEqualTo(404);
    assertThat(api().post("/api/internal/plugin/tally", "{\"api_key\":\"k\"}").detail())
        .contains("Missing required header 'X-Metagov-Community'");
    int id = enabled.json().getInt("id");
    assertThat(api().delete("/api/internal/plugin/revshare/" + id).status()).isEqualTo(404);
    assertThat(api().as("other").delete("/api/internal/plugin/tally/" + id).status())
        .isEqualTo(404);
    // The drivers that there are name no community here.
    assertThat(api().delete("/api/internal/plugin/tally/" + id).status()).isEqualTo(204);
    assertThat(driver.delete("/api/internal/plugin/tally/" + id).status()).isEqualTo(404);
    assertThat(plugins(api().get(path(name)))).containsExactly("revshare");
  }

  @Test
  default void aCommunityListsWhatItsPluginsOffer() {
    String name = fresh();
    api()
        .put(
            path(name),
            "{\"plugins\":["
                + TALLY.formatted(",\"webhook_slug\":\"s3\"")
                + ",{\"name\":\"revshare\"}]}");
    assertThat(api().get(path(name) + "/hooks").text())
        .isEqualTo("{\"hooks\":[\"/api/hooks/%s/tally/s3\"],\"registrations\":[]}".formatted(name));
    assertThat(api().get(path(name) + "/actions").json().getJsonArray("actions"))
        .extracting(a -> a.asJsonObject().getString("id"))
        .contains("revshare.add-pointer", "tally.count")
        .doesNotContain("randomness.random-int");
    JsonObject event =
        api().get(path(name) + "/events").json().getJsonArray("events").getJsonObject(0);
    assertThat(event.getString("event_type")).isEqualTo("counted");
    assertThat(event.getString("source")).isEqualTo("tally");
    assertThat(event.getJsonObject("schema").getJsonObject("properties")).containsKey("count");
    assertThat(api().get(path(name) + "/processes").json().getJsonArray("processes"))
        .extracting(p -> p.asJsonObject().getString("id"))
        .containsExactly("tally.ballot", "tally.poll", "tally.watch");
    assertThat(api().get(path(fresh()) + "/hooks").status()).isEqualTo(404);
  }

  @Test
  default void aListedHookAnswers() {
    for (String slug : List.of("s3", "a b", "é😀", "50%", "a+b?c#d", "~.-_", "")) {
      String name = fresh();
      api().put(path(name), tally(",\"webhook_slug\":\"" + slug + "\""));
      String hook = api().get(path(name) + "/hooks").json().getJsonArray("hooks").getString(0);
      // It is there, and wants a signature.
      assertThat(api().sendExactly("POST", hook, "{}").status()).as(hook).isEqualTo(401);
    }
    for (String slug : List.of("a/b", "a;b", " a", "a ", ".", "..", "a\\nb", "a\\\\b", " ")) {
      Reply refused = api().put(path(fresh()), tally(",\"webhook_slug\":\"" + slug + "\""));
      assertThat(refused.status()).as(slug).isEqualTo(400);
      assertThat(refused.text()).contains("/plugins/0/config/webhook_slug");
    }
  }

  @Test
  default void theServerListsItsPlugins() {
    assertThat(api().get("/api/internal/plugin-schemas").json())
        .containsKeys("randomness", "revshare", "sourcecred", "tally");
    JsonObject metadata = api().get("/api/internal/plugin/tally/metadata").json();
    assertThat(metadata.getString("auth_type")).isEqualTo("api_key");
    assertThat(metadata.getBoolean("uses_webhook")).isTrue();
    JsonObject config = metadata.getJsonObject("schemas").getJsonObject("config");
    assertThat(config.getJsonObject("properties").getJsonObject("api_key").getBoolean("writeOnly"))
        .isTrue();
    assertThat(api().get("/api/internal/plugin").json().getJsonArray("plugins")).contains(metadata);
    assertThat(api().get("/api/internal/plugin/nope/metadata").status()).isEqualTo(404);
  }

  private static List<String> plugins(Reply community) {
    return community.json().getJsonArray("plugins").stream()
        .map(p -> p.asJsonObject().getString("name"))
        .toList();
  }

  private static List<String> targets(FakeServer platform) {
    return platform.requests().stream().map(FakeServer.Request::target).toList();
  }

  private static List<String> names(JsonObject page) {
    return page.getJsonArray("communities").stream()
        .map(c -> c.asJsonObject().getString("name"))
        .toList();
  }

  private static long id(Reply community) {
    return community.json().getJsonArray("plugins").getJsonObject(0).getInt("id");
  }
}
