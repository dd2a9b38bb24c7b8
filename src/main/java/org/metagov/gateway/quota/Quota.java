package org.metagov.gateway.quota;

import org.metagov.gateway.settings.Setting;

/** What is shared. The names stand in the database. */
public enum Quota {
  /** Webhooks whose content is kept: those that wait, are parked, or have tasks left. */
  INBOX;

  /** Returns how many of it a community may have. */
  Setting<Integer> rows() {
    return switch (this) {
      case INBOX -> Setting.INBOX_ROWS;
    };
  }

  /** Returns how many bytes all of it may have together. */
  Setting<Long> bytes() {
    return switch (this) {
      case INBOX -> Setting.INBOX_BYTES;
    };
  }
}
