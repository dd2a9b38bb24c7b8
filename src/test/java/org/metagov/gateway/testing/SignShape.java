package org.metagov.gateway.testing;

import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.metric.Metric;

/** How a {@link Sign} is told from what a gateway shows when all is well. */
interface SignShape {
  /** Returns what it is, as Markdown. */
  String told();

  /** Returns the number that it is told by. */
  default double now(Api api) {
    return 0;
  }

  /** Returns whether it is there, where the number was {@code before}. */
  boolean isThere(Api api, double before);

  /** Nobody answers. */
  static SignShape silence() {
    return new Silence();
  }

  /** The part {@code name} of the health of the gateway is down. */
  static SignShape down(String name) {
    return new Down(name);
  }

  /** A counter grows. */
  static SignShape grows(Metric metric, String... labels) {
    return new Grows(metric, List.of(labels));
  }

  /** A gauge is as high. */
  static SignShape reaches(Metric metric, double least, String... labels) {
    return new Reaches(metric, least, List.of(labels));
  }

  /** Nobody knows. */
  static SignShape unknown(Metric metric) {
    return new Unknown(metric);
  }

  /** Returns the metric with {@code labels}, {@code name=value} or {@code name=value|value}. */
  private static String code(Metric metric, List<String> labels) {
    String exact =
        labels.stream()
            .filter(label -> !label.contains("|"))
            .map(label -> label.replace("=", "=\"") + '"')
            .collect(Collectors.joining(","));
    String any =
        labels.stream()
            .filter(label -> label.contains("|"))
            .map(label -> label.substring(label.indexOf('=') + 1).replace("|", "` or `"))
            .map(values -> " with `" + values + "`")
            .collect(Collectors.joining());
    return "`" + metric.shownName() + (exact.isEmpty() ? "" : "{" + exact + "}") + "`" + any;
  }

  private static double sum(Api api, Metric metric, List<String> labels) {
    List<String> patterns =
        labels.stream()
            .map(label -> label.split("=", 2))
            .map(parts -> ".*\\b" + parts[0] + "=\"(" + parts[1] + ")\".*")
            .toList();
    return Shown.lines(api)
        .filter(line -> line.startsWith(metric.shownName() + "{"))
        .filter(line -> patterns.stream().allMatch(line::matches))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  record Silence() implements SignShape {
    @Override
    public String told() {
      return "`up` is 0; neither `/health/live` nor `/metrics` answers";
    }

    @Override
    public boolean isThere(Api api, double before) {
      return Stream.of("/health/live", "/metrics").noneMatch(path -> answers(api, path));
    }

    private static boolean answers(Api api, String path) {
      try {
        return api.get(path).status() > 0;
      } catch (UncheckedIOException e) {
        return false;
      }
    }
  }

  record Down(String name) implements SignShape {
    @Override
    public String told() {
      return "`/health/ready`: `" + name + "` is down, and nothing else";
    }

    @Override
    public boolean isThere(Api api, double before) {
      Api.Reply ready = api.get("/health/ready");
      return ready.status() == 503
          && ready.json().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
              .filter(check -> check.getString("status").equals("DOWN"))
              .map(check -> check.getString("name"))
              .toList()
              .equals(List.of(name))
          && api.get("/health/live").status() == 200;
    }
  }

  record Grows(Metric metric, List<String> labels) implements SignShape {
    @Override
    public String told() {
      return code(metric, labels) + " grows";
    }

    @Override
    public double now(Api api) {
      return sum(api, metric, labels);
    }

    @Override
    public boolean isThere(Api api, double before) {
      return now(api) > before;
    }
  }

  record Reaches(Metric metric, double least, List<String> labels) implements SignShape {
    @Override
    public String told() {
      return code(metric, labels) + (least > 1 ? " reaches its most" : " is there");
    }

    @Override
    public boolean isThere(Api api, double before) {
      return sum(api, metric, labels) >= least;
    }
  }

  record Unknown(Metric metric) implements SignShape {
    @Override
    public String told() {
      return code(metric, List.of()) + " is `NaN`";
    }

    @Override
    public boolean isThere(Api api, double before) {
      return Shown.lines(api).anyMatch(line -> line.matches(metric.shownName() + "\\{.* NaN"));
    }
  }
}
