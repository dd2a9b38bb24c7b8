package org.metagov.gateway.store;

import java.util.function.Supplier;
import org.metagov.gateway.problem.UnreadableException;

/**
 * Something sealed that was read from the database, and is opened when it is first asked for: one
 * that cannot be opened takes nothing else of its row away, nor the rows beside it. For one thread.
 */
public final class Opening<T> implements Supplier<T> {
  private final Supplier<T> source;
  private T value;

  /** What {@code source} opens. */
  public Opening(Supplier<T> source) {
    this.source = source;
  }

  /**
   * Returns what was sealed.
   *
   * @throws UnreadableException where it cannot be opened
   */
  @Override
  public T get() {
    if (value == null) {
      value = source.get();
    }
    return value;
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "sealed";
  }
}
