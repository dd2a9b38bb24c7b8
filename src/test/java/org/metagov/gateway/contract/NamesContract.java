package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.TestReceiver;

/**
 * Names that come from outside are looked up as they are: to Derby, blanks behind a text are
 * nothing, and PostgreSQL fails at U+0000.
 */
public interface NamesContract extends ProcessesUnderTest {
  /** Returns what is another name than {@code name}, as it stands in a path. */
  private static List<String> others(String name) {
    return List.of(name + "%20", name.toUpperCase(Locale.ROOT), name + "%EF%BF%BD");
  }

  @Test
  default void aCommunityIsFoundByItsNameOnly() {
    HookedCommunity hooked = HookedCommunity.create(api(), fresh());
    hooked.send("one");
    soon().until(() -> hooked.newest() == 1);
    started(api().as(hooked.name()).post("/api/internal/process/tally.watch", "{}"));
    assertThat(list("process?community=" + hooked.name(), "processes")).hasSize(1);
    for (String other : others(hooked.name())) {
      assertThat(api().get("/api/internal/community/" + other).status()).as(other).isEqualTo(404);
      assertThat(api().post("/api/hooks/" + other + "/tally", "{}").status())
          .as(other)
          .isEqualTo(404);
      assertThat(api().get("/api/internal/events?community=" + other).status())
          .as(other)
          .isEqualTo(404);
      assertThat(list("process?community=" + other, "processes")).as(other).isEmpty();
      assertThat(list("inbox?community=" + other, "webhooks")).as(other).isEmpty();
      assertThat(list("inbox?plugin=" + other, "webhooks")).as(other).isEmpty();
      JsonObject counts =
          api().get("/api/internal/inbox/counts?plugin=tally&community=" + other).json();
      assertThat(counts.isNull("last_seen_at")).as(other).isTrue();
    }
  }

  private List<JsonObject> list(String path, String name) {
    Api.Reply reply = api().get("/api/internal/" + path);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().getJsonArray(name).getValuesAs(JsonObject.class);
  }

  @Test
  default void aReceiverIsFoundByItsNameOnly() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = TestReceiver.at(api(), driver.url("/"))) {
      for (String other : others(receiver.name())) {
        String path = "/api/internal/receivers/" + other;
        assertThat(api().get(path).status()).as(other).isEqualTo(404);
        assertThat(api().delete(path).status()).as(other).isEqualTo(404);
        assertThat(api().post(path + "/pause", null).status()).as(other).isEqualTo(404);
      }
      assertThat(receiver.seen().getString("state")).isEqualTo("active");
      Api.Reply odd =
          api()
              .post(
                  receiver.path() + "/replay", "{\"community\":\"a\\u0000\",\"from\":1,\"to\":1}");
      assertThat(odd.status()).isEqualTo(404);
    }
  }

  @Test
  default void deliveryIdsThatDifferAreOfTwoWebhooks() {
    HookedCommunity hooked = HookedCommunity.create(api(), fresh());
    List<String> ids = List.of("d", "d ", "d  ", "D", "d\\u0000", "d\\u0000 ");
    ids.forEach(id -> assertThat(hooked.send(id, id).status()).isEqualTo(200));
    ids.forEach(id -> assertThat(hooked.send(id, "again").status()).isEqualTo(200));
    soon().until(() -> hooked.events().size() >= ids.size());
    assertThat(hooked.events()).containsExactly("d", "d ", "d  ", "D", "d\0", "d\0 ");
  }

  @Test
  default void aWebhookMovesTheProcessOfItsVeryName() {
    try (FakePolls platform = new FakePolls()) {
      String name = fresh();
      HookedCommunity hooked =
          HookedCommunity.create(api(), name, ",\"server_url\":\"" + platform.url() + "\"");
      String location = poll(api().as(name));
      platform.vote();
      hooked.vote("p1 ");
      hooked.vote("P1");
      hooked.vote("p1\\u0000");
      hooked.send("after them");
      soon().until(() -> hooked.events().contains("after them"));
      assertThat(votes(location)).isZero();
      hooked.vote("p1");
      soon().until(() -> votes(location) == 1);
    }
  }

  private int votes(String location) {
    return seen(location).getJsonObject("outcome").getJsonObject("votes").getInt("yes");
  }

  @Test
  default void aPlatformsIdIsOfItsCommunityOnly() {
    String team = fresh();
    HookedCommunity one = HookedCommunity.create(api(), fresh(), ",\"team\":\"" + team + "\"");
    HookedCommunity blank = HookedCommunity.create(api(), fresh(), ",\"team\":\"" + team + " \"");
    assertThat(one.sendToAll(team + " ").status()).isEqualTo(200);
    assertThat(one.sendToAll(team.toUpperCase(Locale.ROOT)).status()).isEqualTo(200);
    assertThat(one.sendToAll(team + "\\u0000").status()).isEqualTo(200);
    soon().until(() -> blank.newest() == 1);
    assertThat(one.sendToAll(team).status()).isEqualTo(200);
    soon().until(() -> one.newest() == 1);
    assertThat(blank.newest()).isEqualTo(1);
  }
}
