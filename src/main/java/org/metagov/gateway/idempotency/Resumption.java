package org.metagov.gateway.idempotency;

import java.util.Optional;

/** Knows how an interrupted request ended, because what it began can be seen. */
public interface Resumption {
  /** Returns what the request {@code id} would have been answered, if it has come so far. */
  Optional<Answer> resume(String id);
}
