package org.metagov.gateway.json;

import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** In which order a listing goes that is ordered by numbers, and where it goes on. */
public enum PageOrder {
  /** What has been there longest comes first. */
  OLDEST(" > ", " ASC"),
  /** What came last comes first. */
  NEWEST(" < ", " DESC");

  private final String beyond;
  private final String direction;

  PageOrder(String beyond, String direction) {
    this.beyond = beyond;
    this.direction = direction;
  }

  /**
   * Returns the order that {@code text}, the member {@code order} of a query, names.
   *
   * @throws ProblemException 400 where it names none
   */
  public static PageOrder of(String text) {
    return switch (text) {
      case "oldest" -> OLDEST;
      case "newest" -> NEWEST;
      default ->
          throw new ProblemException(ProblemType.INVALID, "'order' must be 'oldest' or 'newest'");
    };
  }

  /** Returns how SQL says that a number comes behind another one. */
  public String beyond() {
    return beyond;
  }

  /** Returns how SQL says that numbers come so. */
  public String direction() {
    return direction;
  }

  /**
   * Returns behind which number a page begins.
   *
   * @param after the member {@code after} of its query; 0: from the beginning
   */
  public long from(String after) {
    long number = PagePosition.of("after", after);
    return this == NEWEST && number == 0 ? Long.MAX_VALUE : number;
  }
}
