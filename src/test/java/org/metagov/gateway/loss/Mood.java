package org.metagov.gateway.loss;

/** What the driver does with a message when it comes for the first time. */
enum Mood {
  ERROR(500),
  UNAVAILABLE(503),
  BUSY(429),
  REDIRECT(302),
  /** It wants no message any more, until an operator says that it does. */
  GONE(410),
  /** It closes the connection. */
  CUT(0),
  /** It takes the message, and keeps the gateway waiting. */
  HANG(0);

  private final int status;

  Mood(int status) {
    this.status = status;
  }

  /** Returns the status of its answer; 0 for none. */
  int status() {
    return status;
  }
}
