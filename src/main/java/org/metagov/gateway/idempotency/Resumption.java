package org.metagov.gateway.idempotency;

import java.time.Instant;
import java.util.Optional;

/** Knows how an interrupted request ended, because what it began can be seen. */
public interface Resumption {
  /**
   * Returns whether requests to {@code route} leave something to be seen before they have any other
   * effect: one of which there is nothing to be seen may be done as if it were the first.
   */
  boolean covers(String route);

  /**
   * Returns what the request {@code id} would have been answered, if it has come so far.
   *
   * @param since when it was begun: what is older was left by an earlier request with the same key
   */
  Optional<Answer> resume(String id, Instant since);
}
