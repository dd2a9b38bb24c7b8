package org.metagov.gateway.work;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which pieces an engine leaves alone for a moment, because they went wrong and are still due: each
 * time for twice as long. Thread-safe.
 */
final class Rests {
  /** How long it is remembered that a piece went wrong. */
  private static final long MEMORY_NANOS = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanos;
  private final Map<Long, Rest> rests = new ConcurrentHashMap<>();

  private record Rest(long until, long length) {
    static Rest of(long length, long now) {
      return new Rest(now + length, length);
    }

    boolean isOver(long now) {
      return until - now <= 0;
    }
  }

  /** How long a piece rests the first time, and at most. */
  enum Reason {
    /** Nobody knows why; mostly the store was busy, and the next time is well. */
    FAILED(Duration.ofMillis(100), Duration.ofSeconds(2)),
    /** It needs what cannot be opened in the database: somebody has to mend that. */
    UNREADABLE(Duration.ofSeconds(1), Duration.ofMinutes(2)),
    /** It could not be claimed: somebody is writing its row, or was quicker. */
    CONTENDED(Duration.ofMillis(20), Duration.ofMillis(200));

    private final long first;
    private final long longest;

    Reason(Duration first, Duration longest) {
      this.first = first.toNanos();
      this.longest = longest.toNanos();
    }

    private long after(long before) {
      return Math.min(longest, Math.max(first, 2 * before));
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param nanos tells the time as {@link System#nanoTime} does
   */
  Rests(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Leaves a piece alone. */
  void begin(long id, Reason reason) {
    long now = nanos.getAsLong();
    rests.compute(id, (any, last) -> Rest.of(reason.after(last == null ? 0 : last.length()), now));
  }

  /** Forgets a piece: it went well. */
  void forget(long id) {
    rests.remove(id);
  }

  /** Returns whether a piece is left alone now. */
  boolean contains(long id) {
    Rest rest = rests.get(id);
    return rest != null && !rest.isOver(nanos.getAsLong());
  }

  /** Returns how many are left alone now, or were a moment ago. */
  int size() {
    long now = nanos.getAsLong();
    rests.values().removeIf(rest -> rest.isOver(now - MEMORY_NANOS));
    return rests.size();
  }

  /** Returns in how many milliseconds the next one is to be tried again, at most {@code most}. */
  long next(long most) {
    long now = nanos.getAsLong();
    long next = Duration.ofMillis(most).toNanos();
    for (Rest rest : rests.values()) {
      if (!rest.isOver(now)) {
        next = Math.min(next, rest.until() - now);
      }
    }
    // Rounded up: not a look too early.
    return Duration.ofNanos(next).plus(Duration.ofNanos(999_999)).toMillis();
  }
}
