package org.metagov.gateway.delivery;

/** What follows from an answer. */
public enum Verdict {
  /** The driver has the message. */
  DELIVERED,
  /** There is no driver, or it is too busy: it is the driver's state, not the message's. */
  DOWN,
  /** The driver does not want this message as it is. */
  REFUSED,
  /** The driver fails at this message. */
  BROKEN,
  /** The driver wants no message any more. */
  GONE;

  /** Returns whether it is this message that the driver does not take. */
  boolean isRefusal() {
    return this == REFUSED || this == BROKEN;
  }

  static Verdict of(int status) {
    if (status == 0 || status == 429 || (status >= 502 && status <= 504)) {
      return DOWN;
    }
    if (status == 410) {
      return GONE;
    }
    return switch (status / 100) {
      case 2 -> DELIVERED;
      case 5 -> BROKEN;
      default -> REFUSED;
    };
  }
}
