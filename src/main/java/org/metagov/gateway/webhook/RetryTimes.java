package org.metagov.gateway.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When a webhook is tried again: six tries in 15 minutes. */
final class RetryTimes {
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(25),
          Duration.ofSeconds(90),
          Duration.ofSeconds(240),
          Duration.ofSeconds(540));

  private static final double JITTER = 0.1;

  private RetryTimes() {}

  /** Returns the time after {@code tries} that have failed; empty where that were enough. */
  static Optional<Instant> after(int tries, Instant now, Optional<Duration> retryAfter) {
    if (tries > WAITS.size()) {
      return Optional.empty();
    }
    double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
    Duration wait = Duration.ofMillis((long) (WAITS.get(tries - 1).toMillis() * factor));
    return Optional.of(now.plus(retryAfter.filter(w -> w.compareTo(wait) > 0).orElse(wait)));
  }
}
