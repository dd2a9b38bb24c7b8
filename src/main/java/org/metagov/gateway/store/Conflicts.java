package org.metagov.gateway.store;

import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.metagov.gateway.problem.Causes;

/** Runs a transaction again that lost against another one: the one place where that is done. */
public final class Conflicts {
  private static final int TRIES = 5;
  private static final int LONGEST_PAUSE_MILLIS = 50;

  private static volatile Runnable met = () -> {};

  private Conflicts() {}

  /** Lets {@code hearer} hear of each transaction that has met one. */
  public static void tell(Runnable hearer) {
    met = hearer;
  }

  /**
   * Runs {@code transaction}, which begins and commits one of its own, until it meets no conflict:
   * at most {@value #TRIES} times.
   */
  public static <T> T retry(Supplier<T> transaction) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.get();
      } catch (RuntimeException e) {
        if (!isConflict(e)) {
          throw e;
        }
        met.run();
        if (attempt == TRIES) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  /**
   * As {@link #retry}, for a transaction that inserts a row where it finds none: of two that do so
   * at once, one meets the other's.
   */
  public static <T> T retryInsert(Supplier<T> transaction) {
    return retry(
        () -> {
          try {
            return transaction.get();
          } catch (RuntimeException e) {
            if (!isDuplicate(e)) {
              throw e;
            }
            return transaction.get();
          }
        });
  }

  /** As {@link #retry}, for a transaction that returns nothing. */
  public static void run(Runnable transaction) {
    retry(
        () -> {
          transaction.run();
          return null;
        });
  }

  public static boolean isConflict(Throwable failure) {
    // 40001 serialization failure or deadlock, 40P01 PostgreSQL's deadlock; a lock was waited for
    // too long: 55P03 on PostgreSQL, 40XL1 on Derby.
    return hasState(failure, "40001|40P01|40XL1|55P03")
        || Causes.of(failure).anyMatch(OptimisticLockException.class::isInstance);
  }

  /**
   * Returns whether it is certain that of the transaction that met {@code failure} nothing is left.
   */
  public static boolean isRolledBack(Throwable failure) {
    // PostgreSQL: 57014 a statement that took too long, 25P03 a transaction that stood still.
    return isConflict(failure) || isDuplicate(failure) || hasState(failure, "57014|25P03");
  }

  /** Returns whether {@code failure} comes from a second row with the same key. */
  public static boolean isDuplicate(Throwable failure) {
    return hasState(failure, "23505");
  }

  /** Returns whether {@code failure} comes from a row whose parent was deleted meanwhile. */
  public static boolean isOrphan(Throwable failure) {
    return hasState(failure, "23503");
  }

  private static boolean hasState(Throwable failure, String states) {
    return Causes.of(failure)
        .anyMatch(
            t ->
                t instanceof SQLException e
                    && e.getSQLState() != null
                    && e.getSQLState().matches(states));
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS) * (long) attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
