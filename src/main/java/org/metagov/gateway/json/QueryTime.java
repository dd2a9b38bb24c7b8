package org.metagov.gateway.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** A time in a query. */
public final class QueryTime {
  /** Years that a column holds. */
  private static final int FIRST = 1970;

  private static final int LAST = 9999;

  private QueryTime() {}

  /**
   * Returns {@code text}, the member {@code name} of a query, as a time; empty where it is absent.
   *
   * @throws ProblemException 400 where it is none, such as {@code 2030-01-31T00:00:00Z}
   */
  public static Optional<Instant> of(String name, String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() >= FIRST && time.getYear() <= LAST) {
        return Optional.of(time.toInstant());
      }
    } catch (DateTimeException e) {
      // As below.
    }
    throw new ProblemException(
        ProblemType.INVALID, "'" + name + "' must be a time such as 2030-01-31T00:00:00Z");
  }
}
