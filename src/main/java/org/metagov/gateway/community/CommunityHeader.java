package org.metagov.gateway.community;

import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** The header that names the community a call is about. */
public final class CommunityHeader {
  /** The header's name. */
  public static final String NAME = "X-Metagov-Community";

  private CommunityHeader() {}

  /**
   * Returns {@code value}.
   *
   * @throws ProblemException 400 where the header is missing
   */
  public static String required(String value) {
    if (value == null || value.isBlank()) {
      throw new ProblemException(ProblemType.INVALID, "Missing required header '" + NAME + "'");
    }
    return value;
  }
}
