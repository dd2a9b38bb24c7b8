package org.metagov.gateway.receiver;

import java.util.Locale;

/** Whether a receiver is sent anything. */
public enum ReceiverState {
  ACTIVE,
  /** A driver or an operator wants it to wait. */
  PAUSED,
  /** It was put with {@code "enabled": false}. */
  DISABLED,
  /** It has answered 410: it wants nothing any more. */
  GONE,
  /** It was deleted: nobody sees it any more, and what it leaves behind is being removed. */
  REMOVED;

  /** Returns the name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
