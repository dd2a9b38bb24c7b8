package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * What one platform takes from one caller: so many calls a minute, a minute's worth of them at
 * once, and none while it wants to be left alone. What cannot be sent now is refused instead of
 * kept waiting, so that no thread hangs on it.
 */
public final class CallBudget {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** How long a platform is left alone that says "too many" and not until when. */
  private static final Duration UNTOLD = Duration.ofSeconds(30);

  private static final int TOO_MANY_REQUESTS = 429;

  /** They mean the same where a Retry-After stands beside them; 403 is what GitHub answers. */
  private static final Set<Integer> LATER = Set.of(403, 503);

  private final long perCall;
  private final LongSupplier ticker;

  /** How long it takes, from {@link #asOf} on, until the budget is whole again. */
  private long used;

  private long asOf;
  private long blockedUntil;

  /** How much of a budget a piece of work may use. */
  public enum Share {
    WHOLE,
    /** What can wait, or what anybody asks for, leaves a quarter to what a driver waits for. */
    BACKGROUND
  }

  CallBudget(int callsPerMinute, LongSupplier ticker) {
    perCall = MINUTE / callsPerMinute;
    this.ticker = ticker;
    asOf = ticker.getAsLong();
    blockedUntil = asOf;
  }

  /**
   * Takes one call.
   *
   * @param first whether the piece of work that wants it has sent nothing yet
   * @throws PlatformException where there is none to be had now; it says when there may be
   */
  synchronized void take(Share share, boolean first) {
    long now = ticker.getAsLong();
    if (blockedUntil - now > 0) {
      throw PlatformException.unsent(
          "The platform has asked not to be called for a while",
          Duration.ofNanos(blockedUntil - now),
          first);
    }
    used = Math.max(0, used - (now - asOf));
    asOf = now;
    long missing = used + perCall - limit(share);
    if (missing > 0) {
      throw PlatformException.unsent(
          "The budget of calls to this platform is used up", Duration.ofNanos(missing), first);
    }
    used += perCall;
  }

  /** Returns how long the platform wants to be left alone, and sees to it where it said so. */
  synchronized Optional<Duration> heed(PlatformResponse answer) {
    Optional<Duration> asked = RetryAfter.of(answer);
    boolean tooMany = answer.status() == TOO_MANY_REQUESTS;
    if (!tooMany && !(asked.isPresent() && LATER.contains(answer.status()))) {
      return asked;
    }
    Duration wait = asked.orElse(UNTOLD);
    long until = ticker.getAsLong() + wait.toNanos();
    if (until - blockedUntil > 0) {
      blockedUntil = until;
    }
    return Optional.of(wait);
  }

  private long limit(Share share) {
    // One call at least: of a very small budget a quarter less would be none, for ever.
    return share == Share.WHOLE ? MINUTE : Math.max(perCall, MINUTE / 4 * 3);
  }
}
