package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.Watch;

/** Who is who. */
public interface IdentityContract extends GatewayUnderTest {
  /** Where it is asked. */
  String PATH = "/api/internal/identity/";

  private static List<Long> made(Api driver, String body) {
    Reply made = driver.post(PATH + "create_id", body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return JsonText.parse(made.text()).asJsonArray().getValuesAs(JsonNumber::longValue);
  }

  private static List<Long> ids(Api driver, String community, int count) {
    return made(driver, "{\"community_slug\":\"%s\",\"count\":%d}".formatted(community, count));
  }

  /** Makes a Metagov id for {@code community}: one, where it is not said how many. */
  static long id(Api driver, String community) {
    List<Long> made = made(driver, "{\"community_slug\":\"" + community + "\"}");
    assertThat(made).hasSize(1);
    return made.get(0);
  }

  /** {@code more} is JSON text of more members, each after a comma. */
  private static Reply link(Api driver, long id, String community, String account, String more) {
    return driver.post(
        PATH + "link_account",
        ("{\"external_id\":%d,\"community_slug\":\"%s\",\"platform_type\":\"tally\","
                + "\"platform_identifier\":\"%s\"%s}")
            .formatted(id, community, account, more));
  }

  private static void linked(Api driver, long id, String community, String account) {
    Reply reply = link(driver, id, community, account, "");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  private static Reply unlink(Api driver, String community, String account) {
    return driver.post(
        PATH + "unlink_account",
        "{\"community_slug\":\"%s\",\"platform_type\":\"tally\",\"platform_identifier\":\"%s\"}"
            .formatted(community, account));
  }

  private static Reply merge(Api driver, long primary, long secondary, String more) {
    return driver.post(
        PATH + "merge_ids",
        "{\"primary_instance_id\":%d,\"secondary_instance_id\":%d%s}"
            .formatted(primary, secondary, more));
  }

  private static Reply user(Api driver, long id) {
    return driver.get(PATH + "get_user?external_id=" + id);
  }

  private static List<JsonObject> users(Api driver, String query) {
    Reply reply = driver.get(PATH + "get_users?" + query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return JsonText.parse(reply.text()).asJsonArray().getValuesAs(JsonObject.class);
  }

  private static List<String> accounts(JsonObject identity) {
    return identity.getJsonArray("linked_accounts").getValuesAs(JsonObject.class).stream()
        .map(account -> account.getString("platform_identifier"))
        .toList();
  }

  private static List<Long> primaries(List<JsonObject> identities) {
    return identities.stream()
        .map(each -> each.getJsonNumber("primary_ID").longValue())
        .sorted()
        .toList();
  }

  private String town() {
    return HookedCommunity.create(api(), fresh()).name();
  }

  @Test
  default void anIdStandsForAPersonWithTheirAccounts() {
    String town = town();
    List<Long> ids = ids(api(), town, 2);
    long id = ids.get(0);
    JsonObject account =
        link(api(), id, town, "ada", ",\"custom_data\":{\"n\":1},\"link_type\":\"oauth\"").json();
    assertThat(account.getString("community_platform_id")).isEqualTo("T0");
    assertThat(account.getJsonObject("custom_data")).hasToString("{\"n\":1}");
    // Again, by an id that is kept as text, and told more: what is left out stays.
    String again =
        ("{\"external_id\":\"%d\",\"community_slug\":\"%s\",\"platform_type\":\"tally\","
                + "\"platform_identifier\":\"ada\",\"community_platform_id\":\"T0\","
                + "\"link_quality\":\"confirmed (weak)\"}")
            .formatted(id, town);
    JsonObject told = api().post(PATH + "link_account", again).json();
    assertThat(told.getString("link_type")).isEqualTo("oauth");
    assertThat(told.getString("link_quality")).isEqualTo("confirmed (weak)");
    assertThat(told.getJsonObject("custom_data")).hasToString("{\"n\":1}");
    JsonObject user = user(api(), id).json();
    assertThat(user.getJsonNumber("source_ID").longValue()).isEqualTo(id);
    assertThat(user.getJsonNumber("primary_ID").longValue()).isEqualTo(id);
    assertThat(user.getJsonArray("linked_accounts")).containsExactly(told);
    String one = "&platform_type=tally&community_platform_id=T0&platform_identifier=ada";
    assertThat(users(api(), "community=" + town + one)).containsExactly(user);
    assertThat(primaries(users(api(), "community=" + town)))
        .isEqualTo(ids.stream().sorted().toList());
    for (String none :
        List.of("&platform_identifier=eve", "&community_platform_id=T1", "&link_type=unknown")) {
      assertThat(users(api(), "community=" + town + none)).as(none).isEmpty();
    }
    String linked = PATH + "get_linked_account?external_id=" + id + "&platform_type=";
    assertThat(api().get(linked + "tally").json()).isEqualTo(told);
    assertThat(api().get(linked + "slack").text()).isEqualTo("{}");
    String filter = PATH + "filter_users_by_account?community=" + town + "&external_id_list=";
    assertThat(api().get(filter + ids.get(1) + "," + id).text()).isEqualTo("[" + user + "]");
    assertThat(unlink(api(), town, "ada").text()).isEqualTo("true");
    assertThat(unlink(api(), town, "ada").status()).isEqualTo(404);
    assertThat(accounts(user(api(), id).json())).isEmpty();
  }

  @Test
  default void mergedIdsAreOnePersonAsSureAsTheWeakestLink() {
    String town = town();
    List<Long> ids = ids(api(), town, 3);
    String strong = ",\"link_quality\":\"confirmed (strong)\"";
    String weak = ",\"link_quality\":\"confirmed (weak)\",\"link_type\":\"email matching\"";
    link(api(), ids.get(0), town, "ada", strong);
    link(api(), ids.get(1), town, "lovelace", strong);
    link(api(), ids.get(2), town, "countess", ",\"link_quality\":\"unconfirmed\"");
    JsonObject merged = merge(api(), ids.get(0), ids.get(1), weak).json();
    assertThat(accounts(merged)).containsExactly("ada", "lovelace");
    assertThat(merge(api(), ids.get(2), ids.get(1), strong).status()).isEqualTo(200);
    for (long id : ids) {
      JsonObject user = user(api(), id).json();
      assertThat(user.getJsonNumber("primary_ID").longValue()).isEqualTo(ids.get(2));
      assertThat(user.getJsonNumber("source_ID").longValue()).isEqualTo(id);
      assertThat(accounts(user)).containsExactly("ada", "lovelace", "countess");
    }
    assertThat(primaries(users(api(), "community=" + town))).containsExactly(ids.get(2));
    assertThat(quality(town, "ada", "lovelace")).contains("confirmed (weak)");
    assertThat(quality(town, "lovelace", "countess")).contains("unconfirmed");
    assertThat(quality(town, "ada", "nobody")).isEmpty();
    // The same two, known better; and another one of them is the primary one.
    assertThat(merge(api(), ids.get(1), ids.get(0), strong).status()).isEqualTo(200);
    assertThat(quality(town, "ada", "lovelace")).contains("confirmed (strong)");
    assertThat(primaries(users(api(), "community=" + town))).containsExactly(ids.get(1));
  }

  private Optional<String> quality(String town, String from, String to) {
    JsonObject found =
        api()
            .get(
                PATH
                    + "get_link?community=%s&platform_type=tally&platform_identifier=%s"
                        .formatted(town, from)
                    + "&to_platform_type=tally&to_platform_identifier="
                    + to)
            .json();
    return Optional.ofNullable(found.getString("link_quality", null));
  }

  @Test
  default void whateverIsWrongWithAnIdentityIsTold() {
    String town = town();
    long id = id(api(), town);
    linked(api(), id, town, "ada");
    Reply taken = link(api(), id(api(), town), town, "ada", "");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.detail()).isEqualTo("The account is linked to another Metagov id already");
    String slack =
        "{\"external_id\":%d,\"community_slug\":\"%s\",\"platform_type\":\"slack\",\"platform_identifier\":\"U1\"}"
            .formatted(id, town);
    assertThat(api().post(PATH + "link_account", slack).detail())
        .isEqualTo("Plugin 'slack' not enabled for community '" + town + "'");
    assertThat(link(api(), id, town, "eve", ",\"community_platform_id\":\"T9\"").detail())
        .endsWith("with community_platform_id 'T9'");
    assertThat(link(api(), id, "nowhere", "ada", "").detail())
        .isEqualTo("Community 'nowhere' not found");
    assertThat(link(api(), 0, town, "eve", "").status()).isEqualTo(404);
    assertThat(merge(api(), id, 0, "").status()).isEqualTo(404);
    assertThat(user(api(), 0).detail()).isEqualTo("Metagov id 0 not found");
    for (Reply wrong :
        List.of(
            link(api(), id, town, " eve", ""),
            link(api(), id, town, "eve", ",\"link_quality\":\"sure\""),
            link(api(), id, town, "e".repeat(201), ""),
            link(api(), id, town, "e", ",\"custom_data\":{\"x\":\"" + "x".repeat(10_000) + "\"}"),
            merge(api(), id, id, ""),
            api()
                .post(
                    PATH + "create_id", "{\"community_slug\":\"%s\",\"count\":0}".formatted(town)),
            api().get(PATH + "get_user?external_id=ada"),
            api().get(PATH + "get_user"),
            api().get(PATH + "get_users"),
            api().get(PATH + "get_users?community=" + town + "&link_quality=sure"),
            api().get(PATH + "filter_users_by_account?community=" + town))) {
      assertThat(wrong.status()).as(wrong.text()).isEqualTo(400);
    }
    assertThat(api().get(PATH + "get_users?community=nowhere").status()).isEqualTo(404);
  }

  @Test
  default void theSameNameInTwoPlacesIsOfTwoAccounts() {
    String town = fresh();
    String tally = "{\"name\":\"tally\",\"config\":{\"api_key\":\"k-1\",\"team\":\"%s\"}}";
    community(town, "[" + tally.formatted("T0") + "," + tally.formatted("T1") + "]");
    List<Long> ids = ids(api(), town, 2);
    assertThat(link(api(), ids.get(0), town, "ada", "").detail())
        .endsWith("Please specify community_platform_id.");
    String place = ",\"community_platform_id\":\"T%d\"";
    for (int i : List.of(0, 1)) {
      assertThat(link(api(), ids.get(i), town, "ada", place.formatted(i)).status()).isEqualTo(200);
      String there = "community=%s&community_platform_id=T%d".formatted(town, i);
      assertThat(primaries(users(api(), there))).containsExactly(ids.get(i));
    }
    assertThat(unlink(api(), town, "ada").detail()).endsWith("provide community_platform_id");
    assertThat(accounts(user(api(), ids.get(1)).json())).containsExactly("ada");
  }

  @Test
  default void anAccountIsOnePersonsHoweverManyLinkItAtOnce() {
    String town = town();
    List<Long> ids = ids(api(), town, 8);
    List<Integer> statuses =
        Parallel.run(8, i -> link(api(), ids.get(i), town, "ada", "").status());
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    assertThat(users(api(), "community=" + town + "&platform_identifier=ada")).hasSize(1);
  }

  @Test
  default void whoeverMergesInTheMiddleOfALinkLosesNothing() {
    String town = town();
    List<Long> ids = ids(api(), town, 6);
    List<Reply> replies =
        Parallel.run(
            12,
            i ->
                i % 2 == 0
                    ? link(api(), ids.get(i / 2), town, "u" + i, "")
                    // In whichever order, so that some want what others have.
                    : merge(api(), ids.get((i + 1) / 2 % 6), ids.get(i / 2), ""));
    assertThat(replies).extracting(Reply::status).containsOnly(200);
    List<JsonObject> all = users(api(), "community=" + town);
    assertThat(all).hasSize(1);
    assertThat(accounts(all.get(0))).containsExactlyInAnyOrder("u0", "u2", "u4", "u6", "u8", "u10");
    assertThat(ids).allSatisfy(id -> assertThat(accounts(user(api(), id).json())).hasSize(6));
  }

  @Test
  default void whoeverErasesInTheMiddleOfALinkLeavesNothing() {
    String town = town();
    List<Long> ids = ids(api(), town, 4);
    List<Integer> statuses =
        Parallel.run(
            8,
            i -> {
              long id = ids.get(i / 2);
              return i % 2 == 0
                  ? link(api(), id, town, "u" + i, "").status()
                  : api().delete(PATH + "person/" + id).status();
            });
    assertThat(statuses).isSubsetOf(200, 204, 404);
    assertThat(users(api(), "community=" + town)).isEmpty();
    // Nothing is counted, either: all of the quota is there.
    assertThat(ids(api(), town, 60)).hasSize(60);
  }

  @Test
  default void aKeyDoesNotSeeWhoIsKnownElsewhere() {
    String own = town();
    String foreign = town();
    long both = id(api(), own);
    linked(api(), both, own, "ada");
    linked(api(), both, foreign, "lovelace");
    long stranger = id(api(), foreign);
    linked(api(), stranger, foreign, "eve");
    try (DriverKey key = DriverKey.of(api(), "administer", own)) {
      Api driver = key.driver();
      assertThat(accounts(user(driver, both).json())).containsExactly("ada");
      assertThat(users(driver, "community=" + own).stream().flatMap(u -> accounts(u).stream()))
          .containsExactly("ada");
      assertThat(user(driver, stranger).detail())
          .isEqualTo(user(driver, 0).detail().replace(" 0 ", " " + stranger + " "));
      assertThat(link(driver, stranger, own, "eve", "").status()).isEqualTo(404);
      assertThat(link(driver, both, foreign, "ada", "").detail())
          .isEqualTo("Community '" + foreign + "' not found");
      assertThat(unlink(driver, foreign, "lovelace").status()).isEqualTo(400);
      assertThat(merge(driver, id(driver, own), stranger, "").status()).isEqualTo(404);
      assertThat(driver.get(PATH + "get_users?community=" + foreign).status()).isEqualTo(404);
      for (Reply refused :
          List.of(
              merge(driver, id(driver, own), both, ""),
              driver.get(PATH + "person/" + both),
              driver.delete(PATH + "person/" + both))) {
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.text()).doesNotContain(foreign, "lovelace");
      }
      assertThat(driver.delete(PATH + "person/" + stranger).status()).isEqualTo(404);
      assertThat(unlink(driver, own, "ada").status()).isEqualTo(200);
    }
    assertThat(accounts(user(api(), both).json())).containsExactly("lovelace");
  }

  @Test
  default void anEventTellsWhoHasCausedIt() {
    HookedCommunity town = HookedCommunity.create(api(), fresh());
    town.send();
    assertThat(initiator(town, 1)).doesNotContainKey("metagov_id");
    long id = id(api(), town.name());
    linked(api(), id, town.name(), "member");
    town.send();
    assertThat(initiator(town, 2).getJsonNumber("metagov_id").longValue()).isEqualTo(id);
    long primary = id(api(), town.name());
    assertThat(merge(api(), primary, id, "").status()).isEqualTo(200);
    town.send();
    assertThat(initiator(town, 3).getJsonNumber("metagov_id").longValue()).isEqualTo(primary);
    unlink(api(), town.name(), "member");
    town.send();
    assertThat(initiator(town, 4)).doesNotContainKey("metagov_id");
  }

  private JsonObject initiator(HookedCommunity town, int sequence) {
    String log = "/api/internal/events?after=0&community=" + town.name();
    soon().until(() -> api().get(log).json().getInt("newest", 0) == sequence);
    return api()
        .get(log)
        .json()
        .getJsonArray("events")
        .getJsonObject(sequence - 1)
        .getJsonObject("initiator");
  }

  @Test
  default void aPluginTellsOfAccountsThatItKnows() {
    HookedCommunity town = HookedCommunity.create(api(), fresh());
    String of = "community=" + town.name() + "&platform_identifier=ada";
    town.tell("", "introduced", "ada");
    soon().until(() -> !users(api(), of).isEmpty());
    JsonObject known = users(api(), of).get(0);
    JsonObject account = known.getJsonArray("linked_accounts").getJsonObject(0);
    assertThat(account.getString("link_type")).isEqualTo("email matching");
    assertThat(account.getString("community_platform_id")).isEqualTo("T0");
    // What is surer stays, and whose it is.
    long id = known.getJsonNumber("primary_ID").longValue();
    link(api(), id, town.name(), "ada", ",\"link_quality\":\"confirmed (strong)\"");
    town.tell("", "introduced", "ada");
    town.tell("", "introduced", "eve");
    soon().until(() -> users(api(), "community=" + town.name()).size() == 2);
    assertThat(users(api(), of).get(0).toString())
        .contains("confirmed (strong)")
        .contains("\"primary_ID\":" + id);
    // That nobody but a platform has asked for it is written down, and for whom.
    String audit = AuditContract.PATH + "?community=" + town.name();
    soon()
        .untilAsserted(
            () ->
                assertThat(api().get(audit).text())
                    .contains("\"route\":\"account linked\",\"names\":{\"external_id\":\"" + id)
                    .doesNotContain("\"ada\""));
  }

  @Test
  default void aPersonIsExportedAndErased() {
    String town = town();
    List<Long> ids = ids(api(), town, 2);
    linked(api(), ids.get(0), town, "lovelace");
    merge(api(), ids.get(0), ids.get(1), ",\"link_type\":\"manual admin\"");
    Reply whole = api().get(PATH + "person/" + ids.get(1));
    JsonObject export = whole.json();
    assertThat(export.getJsonArray("ids")).hasSize(2);
    assertThat(export.getJsonArray("merges").getJsonObject(0).getString("link_type"))
        .isEqualTo("manual admin");
    assertThat(accounts(export)).containsExactly("lovelace");
    assertThat(api().delete(PATH + "person/" + ids.get(1)).status()).isEqualTo(204);
    for (long id : ids) {
      assertThat(user(api(), id).status()).isEqualTo(404);
    }
    assertThat(users(api(), "community=" + town)).isEmpty();
    assertThat(api().delete(PATH + "person/" + ids.get(1)).status()).isEqualTo(404);
    // The log of who did what names numbers, not accounts.
    String audit = "/api/internal/audit?limit=200&community=" + town;
    soon().until(() -> api().get(audit).text().contains("\"DELETE\""));
    assertThat(api().get(audit).text()).contains("" + ids.get(0)).doesNotContain("lovelace");
  }

  @Test
  default void aCommunityThatIsDeletedForgetsWhomNobodyElseKnows() {
    String gone = town();
    String stays = town();
    long only = id(api(), gone);
    long both = id(api(), gone);
    linked(api(), only, gone, "eve");
    linked(api(), both, gone, "ada");
    linked(api(), both, stays, "lovelace");
    assertThat(api().delete("/api/internal/community/" + gone).status()).isEqualTo(204);
    assertThat(user(api(), only).status()).isEqualTo(404);
    assertThat(accounts(user(api(), both).json())).containsExactly("lovelace");
    HookedCommunity.create(api(), gone);
    assertThat(users(api(), "community=" + gone)).isEmpty();
    assertThat(ids(api(), gone, 60)).hasSize(60);
    // Whom nobody knows any more goes with the last one who did.
    assertThat(api().delete("/api/internal/community/" + stays).status()).isEqualTo(204);
    assertThat(user(api(), both).status()).isEqualTo(404);
  }

  @Test
  default void aCommunityHasSoManyIdsAndAccountsAndNoMore() {
    String town = town();
    List<Long> ids = ids(api(), town, 59);
    linked(api(), ids.get(0), town, "ada");
    Watch watch = watch(Sign.IDENTITIES_FULL);
    Reply refused = link(api(), ids.get(0), town, "eve", "");
    assertThat(refused.status()).isEqualTo(409);
    watch.assertTold();
    assertThat(refused.detail()).contains("as many Metagov ids and linked accounts as it may have");
    assertThat(link(api(), ids.get(0), town, "ada", "").status()).isEqualTo(200);
    unlink(api(), town, "ada");
    linked(api(), ids.get(0), town, "eve");
    Reply page = api().get(PATH + "get_users?limit=58&community=" + town);
    assertThat(JsonText.parse(page.text()).asJsonArray()).hasSize(58);
    String next = page.header("Link").orElseThrow().replaceAll("^<|>.*", "");
    JsonArray last = JsonText.parse(api().get(next).text()).asJsonArray();
    assertThat(last).hasSize(1);
    assertThat(api().get(next).header("Link")).isEmpty();
  }

  @Test
  default void idsAreMadeOnceForAnIdempotencyKey() {
    String town = town();
    Api keyed = api().with("Idempotency-Key", fresh());
    assertThat(ids(keyed, town, 3)).isEqualTo(ids(keyed, town, 3));
    assertThat(users(api(), "community=" + town)).hasSize(3);
  }
}
