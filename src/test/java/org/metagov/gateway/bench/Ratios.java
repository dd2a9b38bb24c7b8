package org.metagov.gateway.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ratios of measurements that were taken by turns. */
final class Ratios {
  private Ratios() {}

  /** Returns each, and their median. */
  static String text(List<Double> ratios) {
    return ratios.stream().map(Ratios::decimal).collect(Collectors.joining(" "))
        + ", median "
        + decimal(median(ratios));
  }

  /** Returns the one in the middle. */
  static double median(List<Double> ratios) {
    List<Double> sorted = ratios.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
