package org.metagov.gateway.background;

import java.util.Locale;

/** What the gateway does by itself, and nobody waits for. */
public enum Chore {
  /** Lanes are opened, woken and removed, as receivers are. */
  LANES,
  /** What is late is given up, and what is old of messages and deliveries is removed. */
  DELIVERIES,
  INBOX,
  PROCESSES,
  /** Old idempotency keys, driver keys and leases are removed. */
  KEYS,
  /** The audit log is chained. */
  AUDIT,
  /** Secrets are sealed anew, and credentials written that could not be. */
  SECRETS,
  /** Other nodes are told that this one is there. */
  NODES;

  /** Returns what it is called in metrics. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
