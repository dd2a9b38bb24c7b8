package org.metagov.gateway.quota;

import java.util.Optional;
import org.metagov.gateway.settings.Setting;

/**
 * What is shared, with the settings of how much of it one may have. The names stand in the
 * database.
 */
public enum Quota {
  /** Webhooks whose content is kept: those that wait, are parked, or have tasks left. */
  INBOX(Setting.INBOX_ROWS, Setting.INBOX_BYTES),

  /** Governance processes that are not completed, of a community. */
  PROCESSES(Setting.PENDING_PROCESSES, Setting.PENDING_PROCESSES_BYTES),

  /** Receivers, of whoever has made them: each costs every community a lane. */
  RECEIVERS(Setting.RECEIVERS, Setting.RECEIVERS_BYTES),

  /** Driver keys that name a community. They are of one size. */
  KEYS(Setting.COMMUNITY_KEYS, null),

  /** Metagov ids of a community, and the accounts that are linked to such ids in it. */
  IDENTITIES(Setting.IDENTITIES, Setting.IDENTITIES_BYTES);

  @SuppressWarnings("ImmutableEnumChecker") // A setting is what may be set, and never changes.
  private final Setting<Integer> rows;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Setting<Long> bytes;

  Quota(Setting<Integer> rows, Setting<Long> bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Returns how many of it one may have. */
  Setting<Integer> rows() {
    return rows;
  }

  /** Returns how many bytes all of it may have together; empty where rows say it all. */
  Optional<Setting<Long>> bytes() {
    return Optional.ofNullable(bytes);
  }

  /** Returns what metrics call it. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns who has what the driver key {@code keyId} has made; no community is called so. */
  public static String ownerOf(Optional<String> keyId) {
    return "key/" + keyId.orElse("");
  }
}
