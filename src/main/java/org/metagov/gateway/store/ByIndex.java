package org.metagov.gateway.store;

/**
 * Which index Derby is to read by. It knows little of what is in a table, and where it is asked for
 * several values at once it takes the whole table for the shorter way. To PostgreSQL, which knows
 * better, it is a comment.
 */
public final class ByIndex {
  private ByIndex() {}

  /** Returns what stands behind the name of the table, to read it by the index {@code name}. */
  public static String of(String name) {
    return " --DERBY-PROPERTIES index = " + name + "\n";
  }

  /** As {@link #of}, for the index that the constraint {@code name} has. */
  public static String ofConstraint(String name) {
    return " --DERBY-PROPERTIES constraint = " + name + "\n";
  }
}
