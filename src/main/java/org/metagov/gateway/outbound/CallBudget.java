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
  private static final String LIMITS = "X-RateLimit-";

  /** They mean the same where a Retry-After stands beside them; 403 is what GitHub answers. */
  private static final Set<Integer> LATER = Set.of(403, 503);

  private final long perCall;
  private final LongSupplier ticker;

  /** How long it takes, from {@link #asOf} on, until the budget is whole again. */
  private long used;

  private long asOf;
  private long blockedUntil;
  private final Buckets buckets = new Buckets();

  /**
   * Whether the platform tells of its limits: then a 429 without a word of them is none of them.
   */
  private boolean telling;

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
   * @param bucket what the platform counts it by besides
   * @throws PlatformException where there is none to be had now; it says when there may be
   */
  synchronized void take(Share share, boolean first, Optional<Bucket> bucket) {
    long now = ticker.getAsLong();
    if (blockedUntil - now > 0) {
      throw PlatformException.unsent(
          "The platform has asked not to be called for a while",
          Duration.ofNanos(blockedUntil - now),
          first);
    }
    Optional<Duration> wait = bucket.flatMap(of -> buckets.wait(of, now));
    if (wait.isPresent()) {
      throw PlatformException.unsent(
          "The platform allows no more such calls for a while", wait.get(), first);
    }
    used = Math.max(0, used - (now - asOf));
    asOf = now;
    long missing = used + perCall - limit(share);
    if (missing > 0) {
      throw PlatformException.unsent(
          "The budget of calls to this platform is used up", Duration.ofNanos(missing), first);
    }
    used += perCall;
    bucket.ifPresent(of -> buckets.take(of, now));
  }

  /**
   * Returns how long the platform wants to be left alone, and sees to it where it said so: by all
   * calls, or by those of {@code bucket}.
   */
  synchronized Optional<Duration> heed(PlatformResponse answer, Optional<Bucket> bucket) {
    long now = ticker.getAsLong();
    bucket.ifPresent(of -> buckets.heed(of, answer, now));
    boolean tells = answer.headers().keySet().stream().anyMatch(CallBudget::isOfLimits);
    telling |= tells;
    Optional<Duration> asked = RetryAfter.of(answer);
    boolean tooMany = answer.status() == TOO_MANY_REQUESTS;
    if (!tooMany && !(asked.isPresent() && LATER.contains(answer.status()))) {
      return asked;
    }
    Duration wait = asked.orElse(UNTOLD);
    if (tooMany && bucket.isPresent() && !isForAll(answer) && tells == telling) {
      buckets.block(bucket.get(), wait, now);
      return Optional.of(wait);
    }
    leaveAlone(wait);
    return Optional.of(wait);
  }

  /** The platform wants to be left alone by all calls for {@code wait}. */
  synchronized void leaveAlone(Duration wait) {
    long until = ticker.getAsLong() + wait.toNanos();
    if (until - blockedUntil > 0) {
      blockedUntil = until;
    }
  }

  private static boolean isForAll(PlatformResponse answer) {
    return answer.header("X-RateLimit-Global").filter("true"::equalsIgnoreCase).isPresent()
        || answer.header("X-RateLimit-Scope").filter("global"::equalsIgnoreCase).isPresent();
  }

  private static boolean isOfLimits(String header) {
    return header.regionMatches(true, 0, LIMITS, 0, LIMITS.length());
  }

  private long limit(Share share) {
    // One call at least: of a very small budget a quarter less would be none, for ever.
    return share == Share.WHOLE ? MINUTE : Math.max(perCall, MINUTE / 4 * 3);
  }
}
