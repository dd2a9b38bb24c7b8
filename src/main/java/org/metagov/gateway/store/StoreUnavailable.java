package org.metagov.gateway.store;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAException;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Which failures mean that the database is away or busy: 503 to a caller, try again. */
public final class StoreUnavailable {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private StoreUnavailable() {}

  /** Returns the 503 that {@code cause} is to a caller. */
  public static ProblemException because(Throwable cause) {
    return ProblemException.passing(
        ProblemType.UNAVAILABLE, "The store is not available", RETRY_AFTER, cause);
  }

  /** Returns the 503 that {@code failure} is, if it comes from a database that is away or busy. */
  public static Optional<ProblemException> in(Throwable failure) {
    return Causes.of(failure).anyMatch(StoreUnavailable::awayOrBusy)
        ? Optional.of(because(failure))
        : Optional.empty();
  }

  /**
   * Logs the failure of work that is tried again. Where the store is away that is told of once, by
   * itself; an error, of the machine or of a class that is missing, is for whoever looks after the
   * server.
   */
  public static void log(Logger log, String what, Throwable failure) {
    Level level = failure instanceof Error ? Level.SEVERE : Level.INFO;
    log.log(in(failure).isPresent() ? Level.FINE : level, what, Causes.brief(failure));
  }

  /** Returns what the database has said, where {@code failure} comes from there. */
  public static Optional<String> reason(Throwable failure) {
    return Causes.of(failure)
        .filter(t -> t instanceof SQLException || t instanceof XAException)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .reduce((outer, inner) -> inner);
  }

  private static boolean awayOrBusy(Throwable t) {
    return t instanceof LockTimeoutException
        || t instanceof OptimisticLockException
        || t instanceof PessimisticLockException
        || t instanceof QueryTimeoutException
        || t instanceof SQLTransientException
        // The database was to commit, and could not; or nobody knows.
        || t instanceof XAException
        // The pool has no connection left, or none to the database.
        || t instanceof ResourceException
        || (t instanceof SQLException e && (isOfThePool(e) || awayOrBusy(e.getSQLState())));
  }

  /** What a database says has a state, and what a driver says, too. */
  private static boolean isOfThePool(SQLException e) {
    return e.getSQLState() == null && e.getClass() == SQLException.class;
  }

  private static boolean awayOrBusy(String state) {
    // 08 connection, 53 resources, 57 operator intervention, 25006 read-only, 40 conflict or lock
    // wait (Derby: 40XL1), XJ Derby's engine, XSD and XSL its disk, 58 PostgreSQL's, XX what
    // PostgreSQL could not do, such as to extend a file beyond what its system lets it; 55P03 a
    // lock
    // and 25P03 a transaction that it has waited for too long.
    return state != null
        && state.matches("(08|53|57|58|40|XJ|XSD|XSL|XX).*|25006|25502|25503|25P03|55P03");
  }
}
