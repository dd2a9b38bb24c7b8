package org.metagov.gateway.work;

import java.util.Map;

/**
 * A row of a queue that is due, as it was when it was looked at: by now somebody else may be at it.
 *
 * @param id its key
 * @param columns what the queue tells rows apart by, by the names of the columns
 */
public record Due(long id, Map<String, Object> columns) {
  /** Returns the text in {@code column}. */
  public String text(String column) {
    return (String) columns.get(column);
  }

  /** Returns the number in {@code column}. */
  public long number(String column) {
    return ((Number) columns.get(column)).longValue();
  }
}
