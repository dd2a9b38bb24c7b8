package org.metagov.gateway.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.testing.Routes;
import org.metagov.gateway.testing.Routes.Route;

/** What the files for proxies say, without the proxies. */
class ProxyFilesTest {
  /** As far as the end of the rule, which is the same in all of them. */
  private static final Pattern RULE =
      Pattern.compile(
          "(\\(\\?:/api/\\(\\?:hooks\\|action\\)\\|/auth\\)|\\(\\?:/console/\\?\\|/\\(\\?:api/internal\\|console\\))"
              + "\\(\\?:/.*?\\(\\?:\\[\\? \\]\\|\\$\\)(?=[\"'])");

  private static List<String> rules(Program program) {
    return RULE.matcher(program.example()).results().map(found -> found.group()).toList();
  }

  @Test
  void allOfThemHaveTheSameRules() {
    assertThat(rules(Program.NGINX)).hasSize(2).doesNotHaveDuplicates();
    assertThat(rules(Program.APACHE)).isEqualTo(rules(Program.NGINX));
    assertThat(rules(Program.HAPROXY)).isEqualTo(rules(Program.NGINX));
  }

  @Test
  void everyRouteComesThroughByTheDoorThatItIsFor() {
    Pattern open = Pattern.compile(rules(Program.NGINX).get(0));
    Pattern drivers = Pattern.compile(rules(Program.NGINX).get(1));
    for (Route route : Routes.all().toList()) {
      String path = route.path().replaceAll("\\{\\w+}", "A-z_0.9~%C3%A9%20!\\$&'()*+,=:@");
      for (String target : List.of(path, path + "?a=/../%zz")) {
        assertThat(open.matcher(target).lookingAt()).as(target).isEqualTo(route.open());
        assertThat(drivers.matcher(target).lookingAt()).as(target).isEqualTo(!route.open());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/console", "/console/", "/console/main.js?v=1", "/console/lib/preact.module.js"})
  void theConsoleComesThroughByTheDoorOfDrivers(String target) {
    List<String> rules = rules(Program.NGINX);
    assertThat(Pattern.compile(rules.get(0)).matcher(target).lookingAt()).isFalse();
    assertThat(Pattern.compile(rules.get(1)).matcher(target).lookingAt()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/hooks",
        "/api/hooks/",
        "/api/hooks/a/",
        "/api/hooks//a",
        "/api/hooks/.",
        "/api/hooks/..",
        "/api/hooks/a/../b",
        "/api/hooks/a/..?b",
        "/api/hooks/a/%2e%2e/b",
        "/api/hooks/a%2Fb",
        "/api/hooks/a%5cb",
        "/api/hooks/a\\b",
        "/api/hooks/a;b",
        "/api/hooks/a%3Bb",
        "/api/hooks/a%00",
        "/api/hooks/a%1f",
        "/api/hooks/a%7F",
        "/api/hooks/a%",
        "/api/hooks/a%4",
        "/api/hooks/a%zz",
        "/api/hooks/a#b",
        "/api/hooks/\u00e9",
        "/api/hook/a",
        "/api/hooksx/a",
        "/API/hooks/a",
        "/api/internals/a",
        "/api/internal",
        "/api/internal/",
        "/console//",
        "/console/../api/internal/a",
        "/console/a/",
        "/consoles/a",
        "/health",
        "/metrics"
      })
  void nothingElseDoes(String target) {
    assertThat(rules(Program.NGINX))
        .noneMatch(rule -> Pattern.compile(rule).matcher(target).lookingAt());
  }

  @ParameterizedTest
  @EnumSource
  void bodiesHaveTheSizeThatTheSettingsHave(Program program) {
    assertThat(Setting.REQUEST_MAX_BODY.defaultText()).hasValue("1MiB");
    assertThat(Setting.WEBHOOK_MAX_BODY.defaultText()).hasValue("1MiB");
    assertThat(
            Pattern.compile("\\b(1048576|client_max_body_size 1m)\\b")
                .matcher(program.example())
                .results())
        .hasSize(2);
  }
}
