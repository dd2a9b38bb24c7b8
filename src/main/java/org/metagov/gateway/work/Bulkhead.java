package org.metagov.gateway.work;

/**
 * A wall around what may hang as one: what is behind it takes no places of what is not.
 *
 * @param name what may hang, such as {@code plugin/loomio} or {@code host https://a.org:443}
 * @param most how many calls of it are under way at once
 * @param column the column of a queue that has {@code value} in the rows behind it; all of them are
 *     passed over while it is full
 * @param value what stands there
 */
public record Bulkhead(String name, int most, String column, Object value) {
  /** Returns the wall around what no queue has in its rows. */
  public static Bulkhead of(String name, int most) {
    return new Bulkhead(name, most, "", "");
  }
}
