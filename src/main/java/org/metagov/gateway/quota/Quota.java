package org.metagov.gateway.quota;

import org.metagov.gateway.settings.Setting;

/** What is shared. The names stand in the database. */
public enum Quota {
  /** Webhooks whose content is kept: those that wait, are parked, or have tasks left. */
  INBOX(Setting.INBOX_ROWS, Setting.INBOX_BYTES);

  private final Setting<Integer> rows;
  private final Setting<Long> bytes;

  Quota(Setting<Integer> rows, Setting<Long> bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Returns how many of it a community may have. */
  Setting<Integer> rows() {
    return rows;
  }

  /** Returns how many bytes all of it may have together. */
  Setting<Long> bytes() {
    return bytes;
  }
}
