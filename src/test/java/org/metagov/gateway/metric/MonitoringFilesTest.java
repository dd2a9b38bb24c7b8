package org.metagov.gateway.metric;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Sign;

/** The dashboard and the alerts ask for metrics, labels and values that there are. */
class MonitoringFilesTest {
  private static final Path DASHBOARD = Path.of("config/dashboard.json");
  private static final Path ALERTS = Path.of("config/alerts.yml");
  private static final Path PAGE = Path.of("src/site/markdown/monitoring.md");

  private static final Pattern METRIC = Pattern.compile("(metagov_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|=)\"([^\"]*)\"");

  /** What Prometheus adds. */
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

  private static final Map<String, Metric> METRICS =
      Stream.of(Metric.values()).collect(Collectors.toMap(Metric::shownName, Function.identity()));

  private static List<String> expressions() throws IOException {
    List<String> found = new ArrayList<>();
    collect(JsonText.parse(Files.readString(DASHBOARD)), found);
    return found;
  }

  private static void collect(JsonValue value, List<String> found) {
    if (value instanceof JsonObject object) {
      if (object.get("expr") instanceof JsonString expression) {
        found.add(expression.getString());
      }
      object.values().forEach(member -> collect(member, found));
    } else if (value.getValueType() == JsonValue.ValueType.ARRAY) {
      value.asJsonArray().forEach(element -> collect(element, found));
    }
  }

  /** Returns the metrics that {@code text} asks for. */
  private static Set<String> assertKnown(String text) {
    Set<String> names = new TreeSet<>();
    for (MatchResult asked : METRIC.matcher(text).results().toList()) {
      assertThat(METRICS).containsKey(asked.group(1));
      names.add(asked.group(1));
      if (asked.group(2) != null) {
        MATCHER
            .matcher(asked.group(2))
            .results()
            .forEach(label -> assertKnown(METRICS.get(asked.group(1)), label));
      }
    }
    return names;
  }

  private static void assertKnown(Metric metric, MatchResult asked) {
    String name = asked.group(1);
    if (!OF_PROMETHEUS.contains(name)) {
      List<Label> labels = metric.labels().stream().filter(l -> l.name().equals(name)).toList();
      assertThat(labels).as(metric + " by " + name).hasSize(1);
      if (!labels.get(0).values().isEmpty()) {
        assertThat(labels.get(0).values()).contains(asked.group(3).split("\\|"));
      }
    }
  }

  @Test
  void theDashboardShowsEveryMetric() throws IOException {
    Set<String> shown = new TreeSet<>();
    expressions().forEach(expression -> shown.addAll(assertKnown(expression)));
    assertThat(shown).isEqualTo(new TreeSet<>(METRICS.keySet()));
  }

  @Test
  void theAlertsAskForWhatThereIs() throws IOException {
    List<String> lines =
        Files.readAllLines(ALERTS).stream().filter(line -> line.contains("metagov_")).toList();
    assertThat(lines).hasSizeGreaterThan(20);
    lines.forEach(MonitoringFilesTest::assertKnown);
  }

  @Test
  void thePageAsksForWhatThereIs() throws IOException {
    assertThat(assertKnown(Files.readString(PAGE))).hasSameSizeAs(METRICS.keySet());
  }

  @Test
  void theTableOfFaultsIsThatOfTheTestsThatMakeThem() throws IOException {
    List<String> shown =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("| What fails | What shows it | Alert | Test |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(shown).containsExactlyElementsOf(Stream.of(Sign.values()).map(Signs::row).toList());
  }

  @Test
  void everySignLeadsToAnAlertThatThereIsAndStandsInItsTest() throws IOException {
    String alerts = Files.readString(ALERTS);
    for (Sign sign : Sign.values()) {
      if (!sign.alert().equals("-")) {
        assertThat(alerts).as(sign.name()).contains("- alert: " + sign.alert() + "\n");
      }
      assertThat(Signs.isSeen(sign)).as(sign + " in " + sign.test()).isTrue();
    }
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    String page = Files.readString(PAGE);
    List<MatchResult> alerts =
        Pattern.compile("- alert: (\\w+)").matcher(Files.readString(ALERTS)).results().toList();
    assertThat(alerts).hasSizeGreaterThan(25);
    assertThat(alerts).allSatisfy(alert -> assertThat(page).contains("`" + alert.group(1) + "`"));
  }

  /** {@code promtool} reads rules, and no dashboards: so it can tell whether these are PromQL. */
  @Test
  void theExpressionsOfTheDashboardAreLeftForPromtool() throws IOException {
    List<String> lines = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
    for (String expression : expressions()) {
      String plain =
          expression
              .replace("$__rate_interval", "5m")
              .replace("$__range", "3h")
              .replace("$instance", ".*");
      assertThat(plain.replace("\"$1\"", "")).doesNotContain("$");
      lines.add("      - record: dashboard:" + lines.size());
      lines.add("        expr: " + JsonText.write(JsonText.string(plain)));
    }
    Files.write(Files.createDirectories(Path.of("target")).resolve("dashboard-rules.yml"), lines);
  }
}
