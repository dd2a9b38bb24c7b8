package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;

/** One path is one resource, and has one way to be written: made from the routes there are. */
public interface PathContract extends GatewayUnderTest {
  /** What stands in each route for its names. */
  private static Map<String, String> names(String community) {
    return Map.of(
        "community", community,
        "key", "nobody",
        "plugin", "tally",
        "action", "tally.count",
        "process", "tally.poll",
        "receiver", "nobody",
        "event", "evt_1",
        "slug", "s3cret",
        "id", "1");
  }

  /**
   * The ways round {@code path} that are known; see {@link FramingContract} for dots at its end.
   */
  private static Stream<String> otherWays(String path) {
    int last = path.lastIndexOf('/');
    return Stream.of(
        path + "/",
        path + "//",
        path + ";x=1",
        path + ";",
        path + "%3Bx=1",
        path + "%20",
        path + "%C2%A0",
        path + "%09",
        path + "%2F",
        "/" + path,
        "/." + path,
        // Of all of them the first letter is an a.
        path.replaceFirst("^/a", "/%61"),
        path.replaceFirst("^/[^/]+", "$0;x=1"),
        path.substring(0, last) + "/" + path.substring(last),
        path.substring(0, last) + "/./" + path.substring(last + 1),
        path.substring(0, last) + "/x/../" + path.substring(last + 1),
        path.substring(0, last) + "%2F" + path.substring(last + 1));
  }

  /** All that {@code path} is declared for, and nothing that a server adds but these two. */
  private static Set<String> verbs(List<Route> routes, String path) {
    Set<String> verbs = new HashSet<>(Set.of("OPTIONS"));
    routes.stream().filter(each -> each.path().equals(path)).map(Route::verb).forEach(verbs::add);
    if (verbs.contains("GET")) {
      verbs.add("HEAD");
    }
    return verbs;
  }

  @Test
  default void aRouteIsReachedByOnePathOnly() {
    String community = fresh();
    community(community, "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\"}}]");
    List<Route> routes = Routes.all().toList();
    assertThat(routes).hasSizeGreaterThan(40);
    for (Route route : routes) {
      String path = route.at(names(community));
      Reply options = api().send("OPTIONS", path, null);
      assertThat(Set.of(options.header("Allow").orElse("").split("\\s*,\\s*")))
          .as("%s", route)
          .isEqualTo(verbs(routes, route.path()));
      for (String other : otherWays(path).toList()) {
        Reply reply = api().sendExactly(route.verb(), other, route.takesBody() ? "{}" : null);
        assertThat(reply.status()).as("%s %s", route.verb(), other).isEqualTo(404);
        assertThat(reply.header("Content-Type")).hasValue("application/problem+json");
        assertThat(route.verb().equals("HEAD") ? "nothing at this path" : reply.text())
            .as("%s %s", route.verb(), other)
            .contains("nothing at this path");
      }
    }
    assertThat(api().get("/api/internal/community/" + community).status()).isEqualTo(200);
  }

  @Test
  default void thePathsOfTheServerItselfHaveOneWayToo() {
    for (String path : List.of("/health", "/health/ready", "/health/live", "/metrics")) {
      assertThat(api().get(path).status()).as(path).isEqualTo(200);
      for (String other : List.of(path + "/", path + ";x=1", "/" + path, "/." + path)) {
        assertThat(api().sendExactly("GET", other, null).status()).as(other).isEqualTo(404);
      }
    }
  }

  @Test
  default void noRuleOfAccessAndNoIdempotencyKeySeesAnotherPath() {
    Api driver = community("[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\"}}]");
    Api keyed = driver.with("Idempotency-Key", "one");
    String path = "/api/internal/action/tally.count";
    assertThat(keyed.post(path, "{}").text()).isEqualTo("{\"count\":1}");
    for (String other : List.of(path + "/", path + ";x=1", path + "%20")) {
      assertThat(keyed.sendExactly("POST", other, "{}").status()).isEqualTo(404);
      assertThat(driver.with("Origin", "null").sendExactly("POST", other, "{}").status())
          .isEqualTo(404);
    }
    assertThat(keyed.post(path, "{}").text()).isEqualTo("{\"count\":1}");
    assertThat(driver.post(path, "{}").text()).isEqualTo("{\"count\":2}");
  }

  /** Actions, and what a platform sends, may be empty; to give a secret is optional. */
  @Test
  default void anEmptyBodyIsNoObject() {
    Set<String> mayBeEmpty =
        Set.of(
            "/api/internal/action/{action}",
            "/api/action/{action}",
            "/api/internal/plugin/{plugin}/test",
            "/api/internal/receivers/{receiver}/rotate-secret");
    String community = fresh();
    community(
        community, "[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":2}}]");
    Api driver = api().as(community);
    String process =
        driver
            .post(
                "/api/internal/process/randomness.delayed-stochastic-vote",
                "{\"options\":[\"a\"],\"delay\":60,\"callback_url\":\"http://127.0.0.1:9/\"}")
            .header("Location")
            .orElseThrow();
    String receiver = fresh();
    api()
        .put(
            "/api/internal/receivers/" + receiver,
            "{\"url\":\"http://127.0.0.1:9/\",\"enabled\":false}");
    Map<String, String> names =
        Map.of(
            "community",
            fresh(),
            "plugin",
            "revshare",
            "process",
            "randomness.delayed-stochastic-vote",
            "receiver",
            receiver,
            "key",
            "nobody",
            "id",
            process.substring(process.lastIndexOf('/') + 1));
    List<Route> routes =
        Routes.all()
            .filter(Route::takesBody)
            .filter(route -> !route.path().startsWith("/api/hooks/"))
            .filter(route -> !mayBeEmpty.contains(route.path()))
            .toList();
    assertThat(routes).hasSizeGreaterThan(6);
    for (Route route : routes) {
      for (Api each : List.of(driver, driver.with("Content-Type", "application/json"))) {
        Reply reply = each.send(route.verb(), route.at(names), null);
        assertThat(reply.status()).as("%s", route).isEqualTo(400);
        assertThat(reply.detail()).as("%s", route).startsWith("The body is missing");
      }
    }
    assertThat(api().get("/api/internal/community/" + names.get("community")).status())
        .isEqualTo(404);
    assertThat(api().delete(process).status()).isEqualTo(200);
    assertThat(api().delete("/api/internal/receivers/" + receiver).status()).isEqualTo(204);
  }
}
