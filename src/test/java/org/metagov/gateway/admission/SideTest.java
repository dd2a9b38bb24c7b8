package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.testing.Routes;

class SideTest {
  @Test
  void everyRouteIsOnTheSideThatItIsDeclaredFor() {
    assertThat(Routes.all())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            route ->
                assertThat(Side.of(route.path()))
                    .as("%s", route)
                    .contains(route.open() ? Side.PUBLIC : Side.INTERNAL));
  }

  @ParameterizedTest
  @CsvSource({
    "/health,                  INTERNAL",
    "/health/ready,            INTERNAL",
    "/metrics,                 INTERNAL",
    "/metrics/base,            INTERNAL",
    "/api/internal/community,  INTERNAL",
    "/api/hooks/a/b,           PUBLIC",
    "/,                        BOTH",
    "/openapi,                 BOTH",
    "/openapi.yaml,            BOTH",
    "/swagger/start.js,        BOTH"
  })
  void aPathHasASide(String path, Side side) {
    assertThat(Side.of(path)).contains(side);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/healthy",
        "/api/internals",
        "/api/hook",
        "/openapi.jsonx",
        "/x",
        "/console/",
        "/console/app.js",
        "/error"
      })
  void anyOtherHasNone(String path) {
    assertThat(Side.of(path)).isEmpty();
  }
}
