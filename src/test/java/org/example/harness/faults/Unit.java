package org.example.harness.faults;

/**
 * What a thread does from beginning to end: a request, or a call of a bean by a thread of the
 * gateway's own. Once it is abandoned nothing more comes of it; the thread then does other work.
 */
final class Unit {
  private static final ThreadLocal<Unit> CURRENT = new ThreadLocal<>();

  private final String name;
  private boolean abandoned;

  private Unit(String name) {
    this.name = name;
  }

  /** Begins one under {@code name}; false where the thread is in the middle of one. */
  static boolean begin(String name) {
    if (CURRENT.get() != null) {
      return false;
    }
    CURRENT.set(new Unit(name));
    return true;
  }

  /** Ends what {@link #begin} has begun. */
  static void end() {
    CURRENT.remove();
  }

  /** Goes on, unless this is the end. */
  static void reach(String point, Moment moment) {
    pass(point, moment);
    requireAlive();
  }

  /** Takes note where it is the end, in a place that cannot throw: the next step is not taken. */
  static void pass(String point, Moment moment) {
    Unit unit = CURRENT.get();
    if (unit != null && Fault.ends(unit.name, point, moment)) {
      unit.abandoned = true;
    }
  }

  /** Throws where the work was abandoned. */
  static void requireAlive() {
    if (isAbandoned()) {
      throw new Abandoned(CURRENT.get().name);
    }
  }

  /** Returns whether what the thread is at was abandoned. */
  static boolean isAbandoned() {
    Unit unit = CURRENT.get();
    return unit != null && unit.abandoned;
  }
}
