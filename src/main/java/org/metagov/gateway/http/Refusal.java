package org.metagov.gateway.http;

import org.metagov.gateway.admission.Side;

/**
 * What a request is told that is not let in.
 *
 * @param status the HTTP status
 * @param detail what is wrong with it
 * @param last whether nothing that follows on its connection can be taken for a request
 */
record Refusal(int status, String detail, boolean last) {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** A path that is nobody's. */
  static Refusal notFound() {
    return new Refusal(NOT_FOUND, "There is nothing at this path", false);
  }

  /** A path that another listener serves. */
  static Refusal elsewhere(Side side) {
    String calls = side == Side.PUBLIC ? "Public" : "Internal";
    return new Refusal(FORBIDDEN, calls + " calls are not served on this port", false);
  }

  /** A request that is wrong, and ends where it says. */
  static Refusal invalid(String detail) {
    return new Refusal(BAD_REQUEST, detail, false);
  }

  /** A request of which nobody knows where it ends. */
  static Refusal unframed(String detail) {
    return new Refusal(BAD_REQUEST, detail, true);
  }
}
