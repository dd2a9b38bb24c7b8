package org.metagov.gateway.loss;

/** A promise that was not kept. */
record Violation(Kind kind, String text) {
  /** Which one. */
  enum Kind {
    /** What was accepted has had no effect. */
    LOST,
    /** It has had its effect twice. */
    DOUBLE,
    /** A number is missing. */
    GAP,
    /** First arrivals are out of order. */
    ORDER,
    /** A process that was completed went on, or ended in another way. */
    REOPENED,
    /** Nobody has caused it. */
    INVENTED,
    /** Two places tell of the same thing, and do not agree. */
    DISAGREEMENT,
    /** A process has not ended. */
    UNENDED,
    /** A message came again, after it was taken, and nobody knows why. */
    UNEXPLAINED,
    /** More messages came again than may. */
    TOO_MANY_DUPLICATES,
    /** An operation was never accepted. */
    NEVER_ACCEPTED,
    /** Too few operations were accepted soon. */
    SLOW
  }

  @Override
  public String toString() {
    return kind + ": " + text;
  }
}
