package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Locale;

/** A call has no answer. */
final class CallFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /** Why there is none. */
  enum Why {
    /** The address is not to be called. Told as the next one is: who asks learns nothing by it. */
    FORBIDDEN,
    UNREACHABLE,
    LATE,
    INTERRUPTED,
    BROKEN;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** Returns what it is called in metrics. */
    String wireName() {
      return wireName;
    }
  }

  CallFailed(Why why, Throwable cause) {
    super(why.name(), cause);
    this.why = why;
  }

  Why why() {
    return why;
  }

  /** Returns what is told of a call to {@code place} that had {@code limit}. */
  String told(String place, Duration limit) {
    return switch (why) {
      case FORBIDDEN, UNREACHABLE -> "Cannot connect to " + place;
      case LATE -> place + " did not answer within " + limit;
      case INTERRUPTED -> "The call to " + place + " was interrupted";
      case BROKEN -> "The connection to " + place + " failed";
    };
  }
}
