package org.metagov.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.rest.GatewayApplication;
import org.metagov.gateway.rest.RouteReader;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.testing.Routes;

/** The tables of the documentation say what the code does. */
class DocumentationTest {
  private static List<List<String>> table(String page, String header) throws IOException {
    return Files.readAllLines(java.nio.file.Path.of("src/site/markdown", page)).stream()
        .dropWhile(line -> !line.equals(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(row -> Stream.of(row.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  @Test
  void theTableOfEndpointsIsThatOfTheRoutes() throws IOException {
    assertThat(table("api.md", "| Method | Path | Access | What it does |"))
        .extracting(row -> String.join(" ", row.subList(0, 3)))
        .containsExactlyInAnyOrderElementsOf(routes().toList());
  }

  @Test
  void theTableOfEndpointsSaysWhatTheRoutesSay() throws IOException {
    assertThat(table("api.md", "| Method | Path | Access | What it does |"))
        .extracting(row -> row.get(3))
        .containsExactlyInAnyOrderElementsOf(
            RouteReader.of(GatewayApplication.RESOURCES).all().stream()
                .map(route -> route.operation().summary())
                .toList());
  }

  @Test
  void everyInternalRouteSaysSoInItsPath() {
    assertThat(routes())
        .allMatch(route -> route.contains(" `/api/internal/") == route.endsWith(" INTERNAL"));
  }

  @Test
  void theTableOfSettingsIsThatOfTheCode() throws IOException {
    Stream<Setting<?>> all =
        Stream.concat(
            Setting.ALL.stream(),
            Stream.of(
                Setting.pluginCallsPerMinute("<name>"),
                Setting.pluginCheckInterval("<name>"),
                Setting.pluginMaxWebhookBody("<name>"),
                Setting.pluginServerUrl("<name>")));
    assertThat(table("configuration.md", "| Key | Type | Default | Example | Meaning |"))
        .containsExactlyElementsOf(
            all.map(
                    setting ->
                        List.of(
                            code(setting.key()),
                            setting.type(),
                            setting.defaultText().map(DocumentationTest::code).orElse("-"),
                            code(setting.example()),
                            setting.description()))
                .toList());
  }

  @Test
  void everyTypeOfProblemIsDocumented() throws IOException {
    String page = Files.readString(java.nio.file.Path.of("src/site/markdown/api.md"));
    assertThat(ProblemType.values())
        .filteredOn(type -> type != ProblemType.HTTP)
        .allSatisfy(type -> assertThat(page).contains(code(type.uri())));
  }

  @Test
  void theReadmeHasItsThreeCommands() throws IOException {
    assertThat(Files.readString(java.nio.file.Path.of("README.md")))
        .contains("mvn -Pdemo package", "mvn -Prun package", "mvn verify");
  }

  private static Stream<String> routes() {
    return Routes.all()
        .map(
            route ->
                String.join(
                    " ", route.verb(), code(route.path()), route.open() ? "PUBLIC" : "INTERNAL"));
  }
}
