package org.metagov.gateway.store;

import java.util.UUID;

/**
 * Keys that an index of many rows is in the order of: a key that is made later sorts behind, to the
 * millisecond. What is written at about the same time then lies together, on pages that are in
 * memory; keys in no order would each be written somewhere else.
 *
 * <p>They are UUIDs of version 7 (RFC 9562, section 5.7), with 74 random bits: like any others, two
 * nodes never make the same.
 */
public final class TimeOrderedKey {
  private static final int TIME_SHIFT = 16;
  private static final long VERSION = 0x7000;
  private static final long RANDOM_BELOW_VERSION = 0x0FFF;

  private TimeOrderedKey() {}

  /** Returns a new one, as text of 36 characters. */
  public static String next() {
    return of(System.currentTimeMillis(), UUID.randomUUID());
  }

  /** Its lower half is that of any random UUID, with the same variant. */
  static String of(long millis, UUID random) {
    long below = random.getMostSignificantBits() & RANDOM_BELOW_VERSION;
    return new UUID((millis << TIME_SHIFT) | VERSION | below, random.getLeastSignificantBits())
        .toString();
  }
}
