package org.metagov.gateway.json;

import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** How many entries a page of a listing has. */
public final class PageLimit {
  private static final int MOST = 200;

  private PageLimit() {}

  /**
   * Returns {@code text} as a number of entries.
   *
   * @throws ProblemException 400 where it is not a number from 1 to 200
   */
  public static int of(String text) {
    if (text.matches("\\d{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    }
    throw new ProblemException(ProblemType.INVALID, "The limit must be a number from 1 to " + MOST);
  }
}
