package org.metagov.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.describe.Audience;
import org.metagov.gateway.describe.OpenApi;
import org.metagov.gateway.lane.SystemEventType;
import org.metagov.gateway.metric.Label;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.rest.GatewayApplication;
import org.metagov.gateway.rest.RouteReader;
import org.metagov.gateway.schema.InputSchema;
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
    List<List<String>> rows = table("events.md", "| `event_type` | When | `data` |");
    Iterator<List<String>> row = rows.iterator();
    for (SystemEventType type : SystemEventType.values()) {
      assertThat(row.next().get(2))
          .as(type.wireName())
          .isNotEmpty()
          .satisfies(
              data ->
                  assertThat(Pattern.compile("`(\\w+)`").matcher(data).results())
                      .extracting(found -> found.group(1))
                      .containsExactlyElementsOf(
                          InputSchema.ofRecord(type.data())
                              .source()
                              .getJsonObject("properties")
                              .keySet()));
    }
    assertThat(rows)
        .extracting(cells -> cells.get(0))
        .containsExactlyElementsOf(
            Stream.of(SystemEventType.values()).map(type -> code(type.wireName())).toList());
  }

  @Test
  void everyTestThatAPageNamesIsThere() throws IOException {
    List<MatchResult> named = named("`(\\w+)#(\\w+)`");
    assertThat(named).hasSizeGreaterThan(100);
    Map<String, String> tests = new HashMap<>();
    for (java.nio.file.Path file : files("src/test/java", ".java")) {
      tests.merge(
          file.getFileName().toString().replace(".java", ""),
          Files.readString(file),
          String::concat);
    }
    assertThat(named)
        .allSatisfy(
            test ->
                assertThat(tests.getOrDefault(test.group(1), ""))
                    .as(test.group())
                    .contains(" void " + test.group(2) + "("));
  }

  @Test
  void everySettingThatAPageNamesIsThere() throws IOException {
    Set<String> known =
        Setting.ALL.stream().map(Setting::key).collect(Collectors.toCollection(HashSet::new));
    // As an example of one that there is not.
    known.add("metagov.outbound.timout");
    assertThat(named("(?<![\\w./-])(metagov(?:\\.[a-z]+(?:-[a-z]+)*)+)"))
        .hasSizeGreaterThan(300)
        .extracting(key -> key.group(1))
        .filteredOn(key -> !key.startsWith("metagov.plugin"))
        .filteredOn(key -> known.stream().noneMatch(it -> (it + ".").startsWith(key + ".")))
        .isEmpty();
  }

  @Test
  void everyProfileAndFileThatAPageNamesIsThere() throws IOException {
    String pom = Files.readString(java.nio.file.Path.of("pom.xml"));
    assertThat(named("mvn -P(\\w+)"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            profile ->
                assertThat(pom).contains("<profile>\n      <id>" + profile.group(1) + "</id>"));
    assertThat(named("`((?:config|src|\\.ci|\\.github)/[\\w./-]+)`"))
        .hasSizeGreaterThan(30)
        .extracting(file -> file.group(1))
        // Those of a plugin's own project.
        .filteredOn(file -> !file.startsWith("src/main/java/org/example/"))
        .filteredOn(file -> !Files.exists(java.nio.file.Path.of(file)))
        .isEmpty();
  }

  /** Returns what the pages, the decisions and the files at the top name by {@code pattern}. */
  private static List<MatchResult> named(String pattern) throws IOException {
    List<MatchResult> named = new ArrayList<>();
    List<java.nio.file.Path> pages = new ArrayList<>(files("src/site", ".md"));
    Stream.of("README.md", "CHANGELOG.md", "Dockerfile", "config/gateway.properties")
        .forEach(name -> pages.add(java.nio.file.Path.of(name)));
    for (java.nio.file.Path page : pages) {
      named.addAll(Pattern.compile(pattern).matcher(Files.readString(page)).results().toList());
    }
    return named;
  }

  private static List<java.nio.file.Path> files(String folder, String end) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
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
