package org.metagov.gateway.driver;

import java.util.Locale;
import org.metagov.gateway.outbound.DriverAnswer;

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
  GONE,
  /** Its address may not be called: nobody was asked, and another try would ask nobody either. */
  FORBIDDEN;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Returns what it is called in metrics. */
  public String wireName() {
    return wireName;
  }

  /** Returns whether it is this message that the driver does not take. */
  public boolean isRefusal() {
    return this == REFUSED || this == BROKEN;
  }

  /** Returns whether there is a driver that has said this. */
  public boolean isAnswer() {
    return this != DOWN && this != FORBIDDEN;
  }

  static Verdict of(DriverAnswer answer) {
    return answer.forbidden() ? FORBIDDEN : of(answer.status());
  }

  private static Verdict of(int status) {
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
