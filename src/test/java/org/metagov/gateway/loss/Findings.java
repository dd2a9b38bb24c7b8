package org.metagov.gateway.loss;

import java.util.ArrayList;
import java.util.List;
import org.metagov.gateway.loss.Violation.Kind;

/** The violations that were found so far. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void add(Kind kind, String text) {
    violations.add(new Violation(kind, text));
  }

  /** Adds a violation unless {@code kept}. */
  void require(boolean kept, Kind kind, String text) {
    if (!kept) {
      add(kind, text);
    }
  }

  List<Violation> all() {
    return List.copyOf(violations);
  }
}
