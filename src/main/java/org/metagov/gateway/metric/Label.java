package org.metagov.gateway.metric;

import java.util.List;

/**
 * What the numbers of a metric are told apart by: never a name that somebody outside chooses.
 *
 * @param name its name
 * @param values what it may be; empty where that depends on what is deployed
 */
public record Label(String name, List<String> values) {
  /** The plugins on the guest list. */
  static final Label PLUGIN = of("plugin");

  /** The queues of the engine, by their tables. */
  static final Label QUEUE = of("queue");

  /** The bounds of {@link Timed}. */
  static final Label WITHIN = new Label("within", Timed.BOUNDS);

  /** Takes a copy of what it is given. */
  public Label {
    values = List.copyOf(values);
  }

  static Label of(String name, String... values) {
    return new Label(name, List.of(values));
  }

  /** Returns what the documentation says of it. */
  public String told() {
    return "`"
        + name
        + "`"
        + (values.isEmpty() ? "" : ": " + "`" + String.join("`, `", values) + "`");
  }
}
