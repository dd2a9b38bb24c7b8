package org.example.harness.faults;

/** Unwinds a thread that has come to its end. An error: no handler of failures takes it for one. */
final class Abandoned extends Error {
  private static final long serialVersionUID = 1L;

  Abandoned(String unit) {
    super("Abandoned: " + unit, null, false, false);
  }
}
