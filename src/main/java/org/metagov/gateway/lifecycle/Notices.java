package org.metagov.gateway.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.NoticeService;
import org.metagov.gateway.store.StoreClock;

/**
 * An end is written down before it comes: whoever takes part later is told of it, and all who came
 * earlier are not. So is that it was taken back.
 */
@ApplicationScoped
public class Notices {
  /** As a rule it is written at once; where it is not, the next one has more time. */
  private static final Duration SHORTLY_AHEAD = Duration.ofMillis(500);

  /** By then the time of an end is past. */
  private static final Duration JUST_AFTER = Duration.ofMillis(1);

  /** What has been waited for so long is waited for no longer. */
  static final Duration LIMIT = Duration.ofMinutes(1);

  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int MOST = 3;

  @Inject private Arrivals arrivals;
  @Inject private StoreClock clock;

  /**
   * Gives notice of an end, which comes a moment later.
   *
   * @param write writes it down; false where there can be none
   * @param takeBack takes one back that was written down too late: some were told then that they
   *     come too late who did not
   * @throws ProblemException 503 where it cannot be given
   */
  Instant give(Predicate<Instant> write, Consumer<Instant> takeBack) {
    for (int notices = 0; notices < MOST; notices++) {
      Instant end = next(notices == 0 ? SHORTLY_AHEAD : NoticeService.AHEAD);
      if (!write.test(end)) {
        throw busy("The process is being started or closed");
      }
      if (clock.now().isBefore(end)) {
        return end;
      }
      takeBack.accept(end);
    }
    throw busy("The end of the process could not be told in time");
  }

  /** As above, where it cannot be refused: of several that come too late the last one holds. */
  Instant insist(Consumer<Instant> write) {
    Instant end;
    int notices = 0;
    do {
      end = next(NoticeService.AHEAD);
      write.accept(end);
    } while (!clock.now().isBefore(end) && ++notices < MOST);
    return end;
  }

  private Instant next(Duration ahead) {
    return clock.now().plus(ahead);
  }

  /**
   * Waits until {@code end} is past, and all that was received before it is kept or refused.
   *
   * @throws ProblemException 503 where the gateway stops meanwhile
   */
  void awaitArrival(Instant end) {
    await(end.plus(JUST_AFTER), () -> true);
    await(end.plus(arrivals.onTheirWay()), () -> arrivals.isOnItsWay(end));
  }

  /** Waits until {@code time}, or until {@code needed} is not so any more. */
  private void await(Instant time, BooleanSupplier needed) {
    for (Duration left = left(time);
        left.toNanos() > 0 && needed.getAsBoolean();
        left = left(time)) {
      if (Thread.currentThread().isInterrupted()) {
        throw busy("The gateway stops");
      }
      LockSupport.parkNanos(Math.min(left.toNanos(), GLANCE.toNanos()));
    }
  }

  private Duration left(Instant time) {
    return Duration.between(clock.now(), time);
  }

  static ProblemException busy(String why) {
    return ProblemException.passing(ProblemType.BUSY, why, RETRY_AFTER);
  }
}
