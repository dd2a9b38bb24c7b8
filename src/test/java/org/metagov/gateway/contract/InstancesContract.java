package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.HookedCommunity;

/** Several instances of one plugin in a community. */
public interface InstancesContract extends ProcessesUnderTest {
  /** An action of the plugin that a step is added by. */
  String COUNT = "/api/internal/action/tally.count";

  private static String team(String team, String more) {
    return "{\"name\":\"tally\",\"config\":{\"api_key\":\"k-%s\",\"team\":\"%s\",\"webhook_secret\":\"s-%s\"%s}}"
        .formatted(team, team, team, more);
  }

  private static String at(String team) {
    return "?community_platform_id=" + team;
  }

  private static List<JsonObject> plugins(Reply community) {
    return community.json().getJsonArray("plugins").getValuesAs(JsonObject.class);
  }

  private Reply put(String community, String... plugins) {
    return api()
        .put(
            "/api/internal/community/" + community,
            "{\"plugins\":[" + String.join(",", plugins) + "]}");
  }

  private Reply seenCommunity(String community) {
    return api().get("/api/internal/community/" + community);
  }

  private List<String> hooks(String community) {
    return api()
        .get("/api/internal/community/" + community + "/hooks")
        .json()
        .getJsonArray("hooks")
        .stream()
        .map(hook -> ((JsonString) hook).getString())
        .toList();
  }

  private static long count(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().getJsonNumber("count").longValue();
  }

  /** Sends what is signed by {@code team} to {@code path}. */
  private int send(String path, String team, String type) {
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"%s\",\"type\":\"%s\",\"text\":\"of %s\"}"
            .formatted(UUID.randomUUID(), Long.MAX_VALUE / 1_000, team, type, team);
    return api()
        .with("X-Tally-Signature", HookedCommunity.signature("s-" + team, body))
        .post(path, body)
        .status();
  }

  private List<JsonObject> events(String community) {
    return api()
        .get("/api/internal/events?limit=200&community=" + community)
        .json()
        .getJsonArray("events")
        .getValuesAs(JsonObject.class);
  }

  @Test
  default void oneOfSeveralInstancesIsNamed() {
    String name = fresh();
    Api driver = community(name, "[" + team("T1", "") + "," + team("T2", ",\"step\":10") + "]");
    assertThat(plugins(seenCommunity(name)))
        .extracting(plugin -> plugin.getString("community_platform_id"))
        .containsExactly("T1", "T2");
    assertThat(count(driver.post(COUNT + at("T1"), "{}"))).isEqualTo(1);
    assertThat(count(driver.post(COUNT + at("T2"), "{}"))).isEqualTo(10);
    assertThat(count(driver.post(COUNT, "{\"community_platform_id\":\"T2\"}"))).isEqualTo(20);
    Reply unclear = driver.post(COUNT, "{}");
    assertThat(unclear.status()).isEqualTo(400);
    assertThat(unclear.detail())
        .isEqualTo(
            "Plugin 'tally' has multiple instances for community '%s'. Please specify community_platform_id: one of T1, T2"
                .formatted(name));
    Reply wrong = driver.post(COUNT + at("T9"), "{}");
    assertThat(wrong.status()).isEqualTo(404);
    assertThat(wrong.detail()).contains("'T9'").endsWith("one of T1, T2");
    assertThat(driver.post(COUNT + at("T1"), "{\"community_platform_id\":\"T2\"}").status())
        .isEqualTo(400);
    assertThat(driver.post(COUNT, "{\"community_platform_id\":1}").status()).isEqualTo(400);
    // Strangers are told nothing of what there is.
    Reply stranger = driver.post("/api/action/tally.count", "{}");
    assertThat(stranger.status()).isEqualTo(400);
    assertThat(stranger.detail()).doesNotContain("T1").doesNotContain("T2");
    assertThat(driver.post("/api/action/tally.count" + at("T9"), "{}").detail())
        .doesNotContain("T1");
    assertThat(count(driver.post("/api/action/tally.count" + at("T1"), "{}"))).isEqualTo(2);
    // What the plugin offers is told once.
    String actions = api().get("/api/internal/community/" + name + "/actions").text();
    assertThat(actions.split("\"tally.count\"", -1)).hasSize(2);
  }

  @Test
  default void anInstanceIsAddedAndTakenAwayByItself() {
    String name = fresh();
    Api driver = community(name, "[" + team("T1", "") + "]");
    driver.post(COUNT, "{}");
    String enable = "/api/internal/plugin/tally";
    String two = "{\"api_key\":\"k\",\"team\":\"T2\"%s}";
    Reply added = driver.post(enable + at("T2"), two.formatted(""));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.json().getString("community_platform_id")).isEqualTo("T2");
    Reply changed = driver.post(enable + at("T2"), two.formatted(",\"step\":3"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().getInt("id")).isEqualTo(added.json().getInt("id"));
    assertThat(count(driver.post(COUNT + at("T2"), "{}"))).isEqualTo(3);
    // Its config says which one it is, too; a third one has to be asked for.
    assertThat(driver.post(enable, two.formatted(",\"step\":4")).status()).isEqualTo(200);
    assertThat(driver.post(enable, "{\"api_key\":\"k\",\"team\":\"T3\"}").detail())
        .endsWith("one of T1, T2");
    assertThat(driver.post(enable + at("T3"), two.formatted("")).status()).isEqualTo(400);
    assertThat(plugins(seenCommunity(name))).hasSize(2);
    assertThat(driver.delete(enable + "/" + added.json().getInt("id")).status()).isEqualTo(204);
    assertThat(count(driver.post(COUNT, "{}"))).isEqualTo(2);
    assertThat(driver.post(COUNT + at("T2"), "{}").status()).isEqualTo(404);
  }

  @Test
  default void oneAloneIsChangedWhateverItWasCalled() {
    String name = fresh();
    Api driver = community(name, "[" + team("T1", "") + "]");
    driver.post(COUNT, "{}");
    int id = plugins(seenCommunity(name)).get(0).getInt("id");
    assertThat(plugins(put(name, team("T5", ""))).get(0).getInt("id")).isEqualTo(id);
    Reply other = driver.post("/api/internal/plugin/tally", "{\"api_key\":\"k\",\"team\":\"T6\"}");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.json().getInt("id")).isEqualTo(id);
    assertThat(count(driver.post(COUNT + at("T6"), "{}"))).isEqualTo(2);
  }

  @Test
  default void whatIsPutIsAllThatThereIs() {
    String name = fresh();
    Api driver = community(name, "[" + team("T1", "") + "," + team("T2", "") + "]");
    driver.post(COUNT + at("T2"), "{}");
    List<JsonObject> before = plugins(seenCommunity(name));
    List<JsonObject> after = plugins(put(name, team("T3", ""), team("T2", "")));
    assertThat(after)
        .extracting(plugin -> plugin.getString("community_platform_id"))
        .containsExactly("T2", "T3");
    assertThat(after.get(0).getInt("id")).isEqualTo(before.get(1).getInt("id"));
    assertThat(count(driver.post(COUNT + at("T2"), "{}"))).isEqualTo(2);
    assertThat(count(driver.post(COUNT + at("T3"), "{}"))).isEqualTo(1);
    assertThat(put(name, team("T2", ""), team("T2", "")).detail())
        .isEqualTo("Plugin 'tally' is listed twice with the community_platform_id 'T2'");
    assertThat(seenCommunity(name).json().getJsonArray("plugins")).hasSize(2);
  }

  @Test
  default void whatIsCalledNothingIsMeantWhereNothingIsNamed() {
    String dice = "{\"name\":\"randomness\",\"config\":{\"default_low\":%d,\"default_high\":%d}%s}";
    String name = fresh();
    Api driver =
        community(
            name,
            "["
                + dice.formatted(1, 2, "")
                + ","
                + dice.formatted(5, 6, ",\"community_platform_id\":\"late dice\"")
                + "]");
    String draw = "/api/internal/action/randomness.random-int";
    assertThat(driver.post(draw, "{}").json().getInt("value")).isEqualTo(1);
    assertThat(driver.post(draw + at("late%20dice"), "{}").json().getInt("value")).isEqualTo(5);
    assertThat(plugins(seenCommunity(name)).get(0)).doesNotContainKey("community_platform_id");
    assertThat(put(name, dice.formatted(1, 2, ""), dice.formatted(1, 2, "")).status())
        .isEqualTo(400);
    assertThat(put(name, dice.formatted(1, 2, ",\"community_platform_id\":\" x\"")).status())
        .isEqualTo(400);
    // One alone keeps its name; it is called otherwise when somebody says so.
    put(name, dice.formatted(5, 6, ",\"community_platform_id\":\"late dice\""));
    assertThat(plugins(put(name, dice.formatted(5, 7, ""))).get(0))
        .containsKey("community_platform_id");
    assertThat(
            plugins(put(name, dice.formatted(5, 7, ",\"community_platform_id\":\"d7\"")))
                .get(0)
                .getString("community_platform_id"))
        .isEqualTo("d7");
    // Of several that have names one without is none: nobody knows whether they are to go.
    put(
        name,
        dice.formatted(5, 7, ",\"community_platform_id\":\"d7\""),
        dice.formatted(1, 9, ",\"community_platform_id\":\"d9\""));
    assertThat(put(name, dice.formatted(1, 2, "")).detail()).endsWith("one of d7, d9");
  }

  /** Else one community would have work of its own made without end. */
  @Test
  default void aCommunityHasSoManyInstancesAndNoMore() {
    String name = fresh();
    String dice =
        "{\"name\":\"randomness\",\"community_platform_id\":\"d%d\","
            + "\"config\":{\"default_low\":1,\"default_high\":2}}";
    Reply refused =
        put(name, IntStream.rangeClosed(0, 100).mapToObj(dice::formatted).toArray(String[]::new));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.detail())
        .isEqualTo("Community '" + name + "' has as many instances of plugins as it may have: 100");
    assertThat(seenCommunity(name).status()).isEqualTo(404);
  }

  @Test
  default void eachInstanceHasItsOwnPathForWebhooks() {
    String name = fresh();
    community(name, "[" + team("T1", "") + "]");
    assertThat(hooks(name)).containsExactly("/api/hooks/" + name + "/tally");
    put(name, team("T1", ""), team("T2", ""));
    List<String> hooks = hooks(name);
    assertThat(hooks).hasSize(2);
    assertThat(hooks.get(0)).isEqualTo("/api/hooks/" + name + "/tally");
    assertThat(hooks.get(1)).matches("/api/hooks/" + name + "/tally/[0-9a-f]{32}");
    // It stays so, where it is not sent back with the config.
    put(name, team("T1", ""), team("T2", ",\"step\":2"));
    assertThat(hooks(name)).isEqualTo(hooks);
    assertThat(
            put(name, team("T1", ",\"webhook_slug\":\"x\""), team("T2", ",\"webhook_slug\":\"x\""))
                .status())
        .isEqualTo(400);

    assertThat(send(hooks.get(0), "T1", "posted")).isEqualTo(200);
    assertThat(send(hooks.get(1), "T2", "posted")).isEqualTo(200);
    assertThat(send(hooks.get(0), "T2", "posted")).isEqualTo(401);
    assertThat(send(hooks.get(1), "T1", "posted")).isEqualTo(401);
    assertThat(send(hooks.get(1), "T1", "posted")).isEqualTo(401);
    soon().until(() -> events(name).size() == 2);
    assertThat(events(name))
        .extracting(
            event -> event.getString("community_platform_id"),
            event -> event.getJsonObject("data").getString("text"),
            event -> event.getJsonObject("data").getInt("number"))
        .containsExactlyInAnyOrder(tuple("T1", "of T1", 1), tuple("T2", "of T2", 1));
    String counts = "/api/internal/inbox/counts?plugin=tally&community=" + name;
    assertThat(api().get(counts).status()).isEqualTo(400);
    assertThat(api().get(counts + "&community_platform_id=T1").json().getInt("refused"))
        .isEqualTo(1);
    JsonObject ofTwo = api().get(counts + "&community_platform_id=T2").json();
    assertThat(ofTwo.getInt("refused")).isEqualTo(2);
    assertThat(ofTwo.getString("community_platform_id")).isEqualTo("T2");
    assertThat(webhooks("/api/internal/inbox?community=" + name))
        .extracting(webhook -> webhook.getString("community_platform_id"))
        .containsExactly("T1", "T2");
    assertThat(plugins(api().get("/api/internal/community/" + name + "/status")))
        .extracting(
            one -> one.getString("community_platform_id"),
            one -> one.getJsonObject("webhooks").getInt("accepted"),
            one -> one.getJsonObject("webhooks").getInt("refused"))
        .containsExactly(tuple("T1", 1, 1), tuple("T2", 1, 2));

    // What one has goes with it, and nothing of the other.
    put(name, team("T2", ",\"step\":2"));
    assertThat(send(hooks.get(0), "T1", "posted")).isEqualTo(404);
    assertThat(api().get(counts).json().getInt("refused")).isEqualTo(2);
  }

  @Test
  default void whatHasAServerOfItsOwnIsCalledByThat() {
    String name = fresh();
    String cred = "{\"name\":\"sourcecred\",\"config\":{\"server_url\":\"http://127.0.0.1:%d\"}}";
    Api driver = community(name, "[" + cred.formatted(1) + "," + cred.formatted(2) + "]");
    assertThat(plugins(seenCommunity(name)))
        .extracting(plugin -> plugin.getString("community_platform_id"))
        .containsExactly("http://127.0.0.1:1", "http://127.0.0.1:2");
    assertThat(driver.act("sourcecred.total-cred", "{}").detail())
        .endsWith("one of http://127.0.0.1:1, http://127.0.0.1:2");
  }

  @Test
  default void oneUrlForAllLeadsToTheInstanceOfTheTeam() {
    String one = "A" + fresh();
    String other = "B" + fresh();
    String name = fresh();
    community(name, "[" + team(one, "") + "," + team(other, "") + "]");
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"%s\",\"type\":\"posted\",\"text\":\"to all\"}"
            .formatted(UUID.randomUUID(), Long.MAX_VALUE / 1_000, other);
    assertThat(
            api()
                .with("X-Tally-Signature", HookedCommunity.signature("server-wide", body))
                .post("/api/hooks/tally", body)
                .status())
        .isEqualTo(200);
    soon().until(() -> events(name).size() == 1);
    assertThat(events(name).get(0).getString("community_platform_id")).isEqualTo(other);
  }

  private List<JsonObject> webhooks(String list) {
    return api().get(list).json().getJsonArray("webhooks").getValuesAs(JsonObject.class);
  }

  private List<JsonObject> processes(String list) {
    return api().get(list).json().getJsonArray("processes").getValuesAs(JsonObject.class);
  }

  @Test
  default void aProcessIsOfItsInstance() {
    try (FakePolls one = new FakePolls();
        FakePolls other = new FakePolls()) {
      String name = fresh();
      String url = ",\"server_url\":\"%s\"";
      Api driver =
          community(
              name,
              "["
                  + team("T1", url.formatted(one.url()))
                  + ","
                  + team("T2", url.formatted(other.url()))
                  + "]");
      String title = "{\"title\":\"Shall we?\"%s}";
      assertThat(driver.post(POLL, title.formatted("")).detail()).endsWith("one of T1, T2");
      assertThat(driver.post(POLL + at("T9"), title.formatted("")).status()).isEqualTo(404);
      String first = started(driver.post(POLL + at("T1"), title.formatted("")));
      String second =
          started(driver.post(POLL, title.formatted(",\"community_platform_id\":\"T2\"")));
      assertThat(seen(first).getString("url")).startsWith(one.url());
      assertThat(seen(second).getString("url")).startsWith(other.url());
      String list = "/api/internal/process?community=" + name;
      assertThat(processes(list + "&community_platform_id=T2"))
          .extracting(process -> Integer.toString(process.getInt("id")))
          .containsExactly(id(second));
      assertThat(processes(list))
          .extracting(process -> process.getString("community_platform_id"))
          .containsExactly("T1", "T2");
      put(name, team("T2", url.formatted(other.url())));
      assertThat(api().get(first).status()).isEqualTo(404);
      assertThat(seen(second).getString("status")).isEqualTo("pending");
      assertThat(api().delete(second).json().getString("status")).isEqualTo("completed");
    }
  }

  @Test
  default void aProcessSaysWhatItsInstanceIsCalledNow() {
    String name = fresh();
    String dice =
        "{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":6},"
            + "\"community_platform_id\":\"%s\"}";
    String vote = vote(community(name, "[" + dice.formatted("d6") + "]"), 1_000);
    assertThat(seen(vote).getString("community_platform_id")).isEqualTo("d6");
    put(name, dice.formatted("dice"));
    assertThat(seen(vote).getString("community_platform_id")).isEqualTo("dice");
  }

  @Test
  default void eachInstanceHasItsOwnNews() {
    try (FakePolls one = new FakePolls();
        FakePolls other = new FakePolls()) {
      one.post("posted");
      other.post("posted");
      String url = ",\"news\":true,\"server_url\":\"%s\"";
      String name = fresh();
      community(
          name,
          "["
              + team("T1", url.formatted(one.url()))
              + ","
              + team("T2", url.formatted(other.url()))
              + "]");
      soon()
          .untilAsserted(
              () ->
                  assertThat(events(name))
                      .as(api().get("/api/internal/community/" + name + "/status").text())
                      .extracting(event -> event.getString("community_platform_id"))
                      .containsExactlyInAnyOrder("T1", "T2"));
    }
  }

  @Test
  default void aKeyedRequestIsOfOneInstance() {
    Api driver = community("[" + team("T1", "") + "," + team("T2", ",\"step\":10") + "]");
    Api keyed = driver.with("Idempotency-Key", UUID.randomUUID().toString());
    assertThat(count(keyed.post(COUNT + at("T1"), "{}"))).isEqualTo(1);
    assertThat(count(keyed.post(COUNT + at("T2"), "{}"))).isEqualTo(10);
    assertThat(count(keyed.post(COUNT + at("T1"), "{}"))).isEqualTo(1);
  }

  @Test
  default void eachInstanceKeepsItsOwnSecrets() {
    String name = fresh();
    community(name, "[" + team("T1", "") + "," + team("T2", "") + "]");
    List<String> hooks = hooks(name);
    JsonObject seen = seenCommunity(name).json();
    assertThat(seen.toString()).contains("********").doesNotContain("s-T1");
    Reply back = api().put("/api/internal/community/" + name, seen.toString());
    assertThat(back.status()).as(back.text()).isEqualTo(200);
    assertThat(back.json()).isEqualTo(seen);
    assertThat(send(hooks.get(0), "T1", "posted")).isEqualTo(200);
    assertThat(send(hooks.get(1), "T2", "posted")).isEqualTo(200);
    // Nothing of one is given to another.
    String other = "{\"api_key\":\"********\",\"team\":\"T3\"}";
    assertThat(api().as(name).post("/api/internal/plugin/tally" + at("T3"), other).status())
        .isEqualTo(400);
    assertThat(
            api()
                .as(name)
                .send("POST", "/api/internal/plugin/tally/test" + at("T2"), "")
                .json()
                .getString("result"))
        .isEqualTo("untested");
    assertThat(api().as(name).send("POST", "/api/internal/plugin/tally/test", "").status())
        .isEqualTo(400);
  }
}
