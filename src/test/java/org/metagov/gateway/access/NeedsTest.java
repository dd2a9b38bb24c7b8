package org.metagov.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;

/** What routes say of the keys that they take. */
class NeedsTest {
  @Test
  void everyInternalRouteSaysWhatItNeeds() {
    assertThat(Routes.all().filter(route -> !route.open()))
        .hasSizeGreaterThan(50)
        .allSatisfy(route -> assertThat(route.needs()).as("%s", route).isPresent());
  }

  @Test
  void noPublicRouteNeedsAnything() {
    assertThat(Routes.all().filter(Route::open))
        .allSatisfy(route -> assertThat(route.needs()).as("%s", route).isEmpty());
  }

  @Test
  void toLookIsToReadOnlyAndNothingElseIs() {
    // Who signs in or out changes nothing but that.
    assertThat(
            Routes.all()
                .filter(route -> !route.open() && !route.path().equals("/api/internal/session")))
        .allSatisfy(
            route -> {
              boolean looks = route.verb().equals("GET") || route.verb().equals("HEAD");
              Needs needs = route.needs().orElseThrow();
              if (!looks) {
                assertThat(needs.scope()).as("%s", route).isNotEqualTo(Scope.READ);
              } else if (needs.community() != Needs.From.SERVER) {
                assertThat(needs.scope()).as("%s", route).isEqualTo(Scope.READ);
              }
            });
  }

  @Test
  void whereItIsAboutACommunityItSaysWhere() {
    assertThat(Routes.all().filter(route -> !route.open()))
        .allSatisfy(
            route -> {
              Needs.From from = route.needs().orElseThrow().community();
              boolean inPath = route.path().contains("{community}");
              assertThat(from == Needs.From.PATH || from == Needs.From.NEW_OR_PATH)
                  .as("%s", route)
                  .isEqualTo(inPath);
              if (route.path().contains("/{id}") && from != Needs.From.HEADER) {
                assertThat(from).as("%s", route).isEqualTo(Needs.From.OBJECT);
              }
            });
  }
}
