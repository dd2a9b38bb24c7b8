package org.metagov.gateway.problem;

import jakarta.ejb.ApplicationException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something in the database cannot be opened: it was changed there, was put there from elsewhere,
 * or names a key that is not there. Another try does not help; and it must not take away what else
 * is there. Its message names the table and the column, and nothing of what they hold.
 *
 * <p>An application exception, so that it leaves an EJB as it is and rolls its transaction back.
 */
@ApplicationException(rollback = true)
public class UnreadableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns whether {@code failure} comes of it. */
  public static boolean isIn(Throwable failure) {
    return Causes.of(failure).anyMatch(UnreadableException.class::isInstance);
  }

  /** Returns what {@code source} does; empty where that cannot be opened. */
  public static <T> Optional<T> orNothing(Supplier<Optional<T>> source) {
    try {
      return source.get();
    } catch (RuntimeException e) {
      if (isIn(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
