package org.metagov.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.delivery.SystemEvents;
import org.metagov.gateway.describe.Audience;
import org.metagov.gateway.describe.OpenApi;
import org.metagov.gateway.metric.Label;
import org.metagov.gateway.metric.Metric;
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
  void everyParameterIsExplainedInTheDocument() {
    JsonObject document =
        OpenApi.of(
            RouteReader.of(GatewayApplication.RESOURCES),
            List.of(),
            new Audience(true, true, true, Optional.empty()),
            "1");
    assertThat(document.getJsonObject("paths").values())
        .flatExtracting(item -> item.asJsonObject().values())
        .flatExtracting(operation -> operation.asJsonObject().getJsonArray("parameters"))
        .map(parameter -> parameter.asJsonObject())
        .filteredOn(parameter -> parameter.containsKey("name"))
        .allSatisfy(
            parameter ->
                assertThat(parameter.getString("description"))
                    .isNotEqualTo(parameter.getString("name") + "."));
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
  void theTableOfMetricsIsThatOfTheCode() throws IOException {
    assertThat(table("monitoring.md", "| Metric | Type | Unit | Labels | What it tells |"))
        .containsExactlyElementsOf(
            Stream.of(Metric.values())
                .map(
                    metric ->
                        List.of(
                            code(metric.shownName()),
                            metric.type().wireName(),
                            metric.unit().shown(),
                            metric.labels().isEmpty()
                                ? "-"
                                : metric.labels().stream()
                                    .map(Label::told)
                                    .collect(Collectors.joining("; ")),
                            metric.description()))
                .toList());
  }

  @Test
  void theTableOfProblemsIsThatOfTheCode() throws IOException {
    assertThat(table("api.md", "| Type | Status | Meaning |"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactlyElementsOf(
            Stream.of(ProblemType.values())
                .map(
                    type ->
                        type == ProblemType.HTTP
                            ? "`about:blank` other"
                            : code(type.uri()) + " " + type.status())
                .toList());
  }

  @Test
  void theTableOfSystemEventsIsThatOfTheCode() throws IOException {
    assertThat(table("events.md", "| `event_type` | When | `data` |"))
        .extracting(row -> row.get(0))
        .containsExactlyElementsOf(
            SystemEvents.TYPES.stream().map(DocumentationTest::code).toList());
  }

  @Test
  void everyTestThatTheThreatModelNamesIsThere() throws IOException {
    String page = Files.readString(java.nio.file.Path.of("src/site/markdown/threat-model.md"));
    List<MatchResult> named = Pattern.compile("`(\\w+)#(\\w+)`").matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThan(40);
    Map<String, String> tests = new HashMap<>();
    try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of("src/test/java"))) {
      for (java.nio.file.Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        tests.merge(
            file.getFileName().toString().replace(".java", ""),
            Files.readString(file),
            String::concat);
      }
    }
    assertThat(named)
        .allSatisfy(
            test ->
                assertThat(tests.getOrDefault(test.group(1), ""))
                    .as(test.group())
                    .contains(" void " + test.group(2) + "("));
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
