package org.metagov.gateway.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.spi.InvalidParameterException;

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

  /**
   * Returns the time after {@code tries} that have failed, the last one by {@code problem}; empty
   * where that were enough. What the plugin cannot make anything of stays so: that is judged once.
   */
  static Optional<Instant> after(int tries, Instant now, ProblemException problem) {
    if (isFinal(problem) || tries > WAITS.size()) {
      return Optional.empty();
    }
    double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
    Duration wait = Duration.ofMillis((long) (WAITS.get(tries - 1).toMillis() * factor));
    return Optional.of(
        now.plus(problem.retryAfter().filter(w -> w.compareTo(wait) > 0).orElse(wait)));
  }

  /** Returns whether it is the sender's fault, and so of no use to try again. */
  static boolean isFinal(ProblemException problem) {
    return problem.getCause() instanceof InvalidParameterException;
  }
}
