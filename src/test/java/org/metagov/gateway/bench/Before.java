package org.metagov.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the requests with those of an earlier run: the CPU time of each, as a multiple of the
 * bare POST's of the same run, so that another machine, or one that is busier, tells less.
 */
final class Before {
  private static final String PHASE = "requests";
  private static final String YARDSTICK = "bare POST";

  private Before() {}

  /** Notes in {@code report} what has become of each measurement, if there is a run to compare. */
  static void compare(BenchOptions options, Report report) {
    if (options.before().isEmpty()) {
      return;
    }
    Map<String, Double> before = multiples(read(Path.of(options.before())));
    Map<String, Double> now = multiples(report.rows());
    now.forEach(
        (what, multiple) -> {
          Double earlier = before.get(what);
          if (earlier != null) {
            report.note(
                String.format(
                    Locale.ROOT,
                    "CPU of %s: %.2f bare POSTs, before %.2f: %+.0f%%",
                    what,
                    multiple,
                    earlier,
                    100 * (multiple / earlier - 1)));
          }
        });
    report.write();
  }

  /** Returns the median over the rounds, by measurement. */
  private static Map<String, Double> multiples(List<List<String>> rows) {
    Map<String, List<Double>> cpu = new LinkedHashMap<>();
    for (List<String> row : rows) {
      String each = row.get(Report.COLUMNS.indexOf("CPU ms each"));
      if (row.get(0).equals(PHASE) && !each.isEmpty()) {
        cpu.computeIfAbsent(row.get(1), what -> new ArrayList<>()).add(Double.parseDouble(each));
      }
    }
    Map<String, Double> multiples = new LinkedHashMap<>();
    if (cpu.containsKey(YARDSTICK)) {
      double unit = Ratios.median(cpu.get(YARDSTICK));
      cpu.forEach((what, of) -> multiples.put(what, Ratios.median(of) / unit));
    }
    return multiples;
  }

  private static List<List<String>> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(Before::cells)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
