package org.metagov.gateway.json;

import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Where a page of a listing that is ordered by numbers begins. */
public final class PagePosition {
  private PagePosition() {}

  /**
   * Returns {@code text}, the member {@code name} of a query, as a number.
   *
   * @throws ProblemException 400 where it is none
   */
  public static long of(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new ProblemException(ProblemType.INVALID, "'" + name + "' must be a whole number");
    }
    return Long.parseLong(text);
  }
}
