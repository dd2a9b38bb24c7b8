package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.access.Needs;
import org.metagov.gateway.access.Scope;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;
import org.metagov.gateway.testing.SignedIn;

/**
 * Every internal route, called by everybody who may not: made from the routes there are, so that a
 * new one is tried at once, and one that does not say what it needs fails.
 */
public interface AccessContract extends GatewayUnderTest {
  /** Somebody's things, one for each route. */
  record Things(String community, Map<String, String> names, String plugin) {
    String at(Route route) {
      String path = route.at(names);
      return switch (route.path().replaceAll("/\\{id\\}.*", "")) {
        case "/api/internal/inbox" -> path.replace("/0", "/" + names.get("inbox"));
        case "/api/internal/plugin/{plugin}" -> path.replace("/0", "/" + plugin);
        case "/api/internal/process/{process}" -> path.replace("/0", "/" + names.get("started"));
        case "/api/internal/events",
            "/api/internal/events/search",
            "/api/internal/events/timeline",
            "/api/internal/inbox/counts" ->
            path + "?plugin=tally&community=" + community;
        case "/api/internal/identity/get_users" -> path + "?community=" + community;
        case "/api/internal/identity/get_user" -> path + "?external_id=" + names.get("person");
        case "/api/internal/identity/get_linked_account" ->
            path + "?platform_type=tally&external_id=" + names.get("person");
        case "/api/internal/identity/filter_users_by_account" ->
            path + "?external_id_list=%s&community=%s".formatted(names.get("person"), community);
        case "/api/internal/identity/get_link" ->
            path
                + "?platform_type=tally&platform_identifier=u-1&to_platform_type=tally&community="
                + community;
        case "/api/internal/identity/person" -> path.replace("/0", "/" + names.get("person"));
        default -> path;
      };
    }

    /** What says which community, or whom, it is about, where that stands in the body. */
    String body(Route route) {
      if (!route.takesBody()) {
        return null;
      }
      return route.path().startsWith("/api/internal/identity/")
          ? ("{\"community_slug\":\"%s\",\"external_id\":%s,\"primary_instance_id\":%2$s,"
                  + "\"secondary_instance_id\":1,\"platform_type\":\"tally\","
                  + "\"platform_identifier\":\"u-1\"}")
              .formatted(community, names.get("person"))
          : "{}";
    }
  }

  /** Makes one of each. */
  private Things things(Api owner, DriverKey other) {
    HookedCommunity town = HookedCommunity.create(owner, fresh());
    town.send();
    String log = "/api/internal/events/search?community=" + town.name();
    soon().until(() -> !owner.get(log).json().getJsonArray("events").isEmpty());
    String event = owner.get(log).json().getJsonArray("events").getJsonObject(0).getString("id");
    String plugin =
        "" + owner.get(town.path()).json().getJsonArray("plugins").getJsonObject(0).getInt("id");
    owner
        .as(town.name())
        .post("/api/internal/plugin/randomness", "{\"default_low\":1,\"default_high\":2}");
    String started =
        owner
            .as(town.name())
            .post(
                "/api/internal/process/randomness.delayed-stochastic-vote",
                "{\"options\":[\"a\"],\"delay\":9000,\"callback_url\":\"http://127.0.0.1:9/\"}")
            .header("Location")
            .orElseThrow();
    // Of its end there is a callback.
    assertThat(owner.post(started + "/complete", null).status()).isEqualTo(200);
    String receiver = fresh();
    owner.put(
        "/api/internal/receivers/" + receiver,
        "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}");
    String person = Long.toString(IdentityContract.id(owner, town.name()));
    return new Things(
        town.name(),
        Map.ofEntries(
            Map.entry("community", town.name()),
            Map.entry("key", other.id()),
            Map.entry("plugin", "tally"),
            Map.entry("action", "tally.count"),
            Map.entry("process", "randomness.delayed-stochastic-vote"),
            Map.entry("receiver", receiver),
            Map.entry("id", "0"),
            Map.entry("event", event),
            Map.entry("inbox", "" + town.inbox(0).getInt("id")),
            Map.entry("started", started.substring(started.lastIndexOf('/') + 1)),
            Map.entry("person", person)),
        plugin);
  }

  private static Reply call(Api caller, Route route, Things things) {
    return caller.as(things.community()).send(route.verb(), things.at(route), things.body(route));
  }

  private static List<Route> internal() {
    List<Route> routes = new ArrayList<>(Routes.all().filter(route -> !route.open()).toList());
    assertThat(routes).hasSizeGreaterThan(50);
    // What only looks comes first: the others would have something left to do.
    routes.sort((a, b) -> Boolean.compare(isLook(b), isLook(a)));
    return routes;
  }

  private static boolean isLook(Route route) {
    return route.verb().equals("GET") || route.verb().equals("HEAD");
  }

  @Test
  default void nobodyDrivesTheGatewayFromElsewhere() {
    try (DriverKey gone = DriverKey.everywhere(api(), "administer");
        DriverKey ended = DriverKey.everywhere(api(), "administer");
        DriverKey kept = DriverKey.everywhere(api(), "administer")) {
      Things things = things(api(), ended);
      SignedIn revoked = SignedIn.with(gone);
      gone.revoke();
      ended.end(
          Instant.parse(ended.createdAt()).plusSeconds(60).toString(), "administer", "[\"*\"]");
      pass(Duration.ofMinutes(2));
      Api person = SignedIn.with(kept).page();
      soon().until(() -> ended.driver().get("/api/internal/plugin").status() == 401);
      Map<String, Api> forbidden =
          Map.of(
              "proxied", api().with("X-Forwarded-For", "203.0.113.7"),
              "foreign origin", api().with("Origin", "https://evil.example"),
              "null origin", api().with("Origin", "null"),
              "cross-site", api().with("Sec-Fetch-Site", "cross-site"),
              "a session, cross-site", person.with("Sec-Fetch-Site", "cross-site"),
              "a session, foreign origin", person.with("Origin", "https://evil.example"));
      Map<String, Api> unknown =
          Map.of(
              "revoked", gone.driver(),
              "a session of a revoked key", revoked.page(),
              "expired", ended.driver(),
              "wrong", api().with("Authorization", "Bearer " + "w".repeat(40)),
              "basic", api().with("Authorization", "Basic dTpw"));
      for (Route route : internal()) {
        forbidden.forEach(
            (who, api) ->
                assertThat(call(api, route, things).status())
                    .as("%s by %s", route, who)
                    .isEqualTo(403));
        unknown.forEach(
            (who, api) ->
                assertThat(call(api, route, things).status())
                    .as("%s by %s", route, who)
                    .isEqualTo(401));
      }
      assertThat(api().get("/api/internal/community/" + things.community()).status())
          .isEqualTo(200);
      assertThat(api().delete("/api/internal/receivers/" + things.names().get("receiver")).status())
          .isEqualTo(204);
    }
  }

  @Test
  default void aKeyDoesNothingBeyondItsScope() {
    try (DriverKey read = DriverKey.everywhere(api(), "read");
        DriverKey act = DriverKey.everywhere(api(), "act")) {
      Things things = things(api(), read);
      for (Route route : internal()) {
        Scope scope = route.needs().orElseThrow(() -> new AssertionError(route)).scope();
        for (Map.Entry<Scope, DriverKey> each :
            Map.of(Scope.READ, read, Scope.ACT, act).entrySet()) {
          boolean may = each.getKey().covers(scope);
          if (!may) {
            assertThat(call(each.getValue().driver(), route, things).status())
                .as("%s with %s", route, each.getKey())
                .isEqualTo(403);
          } else if (isLook(route) && !route.path().equals("/api/internal/events")) {
            assertThat(call(each.getValue().driver(), route, things).status())
                .as("%s with %s", route, each.getKey())
                .isEqualTo(200);
          }
        }
      }
      assertThat(api().delete("/api/internal/receivers/" + things.names().get("receiver")).status())
          .isEqualTo(204);
    }
  }

  @Test
  default void aKeyHasNothingToDoWithAnothersCommunity() {
    try (DriverKey own = DriverKey.of(api(), "administer");
        DriverKey other = DriverKey.of(api(), "administer")) {
      Things things = things(own.driver(), own);
      Set<String> theirs =
          Set.of(things.community(), things.names().get("receiver"), "k-1", own.id());
      for (Route route : internal()) {
        Needs needs = route.needs().orElseThrow(() -> new AssertionError(route));
        Reply reply = call(other.driver(), route, things);
        List<Integer> expected =
            switch (needs.community()) {
              case HEADER, BODY -> List.of(400);
              case PATH, NEW_OR_PATH, QUERY, OBJECT -> List.of(404);
              case SERVER -> List.of(403);
              case LIST -> List.of(200);
              // Its own session it may have, and end.
              case NONE -> List.of(200, 201, 204);
              case NEW -> List.of(201);
            };
        assertThat(reply.status())
            .as("%s: %s", route, reply.text())
            // A body that says nothing is told so, before anybody asks what it is for.
            .isIn(
                route.path().matches(".*/replay|.*receivers/\\{receiver}") && route.takesBody()
                    ? List.of(400, 404)
                    : expected);
        if (reply.status() < 300) {
          theirs.forEach(name -> assertThat(reply.text()).as("%s", route).doesNotContain(name));
        }
      }
      // All of it is still there, and whoever it belongs to sees it.
      for (Route route : internal()) {
        Needs.From from = route.needs().orElseThrow().community();
        if (isLook(route) && from != Needs.From.SERVER && !route.path().endsWith("/events")) {
          assertThat(call(own.driver(), route, things).status()).as("%s", route).isEqualTo(200);
        }
      }
      assertThat(
              own.driver()
                  .delete("/api/internal/receivers/" + things.names().get("receiver"))
                  .status())
          .isEqualTo(204);
    }
  }
}
