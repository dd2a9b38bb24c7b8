package org.metagov.gateway.store;

import java.security.SecureRandom;
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
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TIME_SHIFT = 16;
  private static final long VERSION = 0x7000;
  private static final long RANDOM_BELOW_VERSION = 0x0FFF;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_BELOW_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

  private TimeOrderedKey() {}

  /** Returns a new one, as text of 36 characters. */
  public static String next() {
    return of(System.currentTimeMillis(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  static String of(long millis, long high, long low) {
    return new UUID(
            (millis << TIME_SHIFT) | VERSION | (high & RANDOM_BELOW_VERSION),
            VARIANT | (low & RANDOM_BELOW_VARIANT))
        .toString();
  }
}
