package org.metagov.gateway.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * A number that only grows, or all numbers that share the labels up to here. To find one takes a
 * look into a map for each label, and makes nothing but the first time.
 */
public final class Meter {
  /** What stands in place of the values of a label that has too many of them. */
  static final String OTHER = "other";

  /** More than there are routes or plugins. */
  private static final int MOST = 200;

  private final Metric metric;
  private final List<String> values;
  private final Meters.Register register;
  private final LongConsumer number;
  private final Map<String, Meter> next = new ConcurrentHashMap<>();

  Meter(Metric metric, List<String> values, Meters.Register register) {
    this.metric = metric;
    this.values = values;
    this.register = register;
    number = values.size() == metric.labels().size() ? register.counter(metric, values) : null;
  }

  /** Returns those whose next label has this value. */
  public Meter with(String value) {
    Meter known = next.get(value);
    return known == null ? make(value) : known;
  }

  private Meter make(String value) {
    return next.computeIfAbsent(
        next.size() < MOST ? value : OTHER,
        fresh -> {
          List<String> longer = new ArrayList<>(values);
          longer.add(fresh);
          return new Meter(metric, List.copyOf(longer), register);
        });
  }

  /** Counts one more. */
  public void count() {
    add(1);
  }

  /** Adds {@code more}: nanoseconds where it is a time. */
  public void add(long more) {
    number.accept(more);
  }
}
