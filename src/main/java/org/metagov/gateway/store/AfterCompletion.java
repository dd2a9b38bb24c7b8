package org.metagov.gateway.store;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.function.IntConsumer;

/**
 * What follows a transaction, however it ends.
 *
 * @param then what is told how, by a constant of {@link Status}
 */
public record AfterCompletion(IntConsumer then) implements Synchronization {
  @Override
  public void beforeCompletion() {
    // Nothing: what has to be checked is checked in the transaction.
  }

  @Override
  public void afterCompletion(int status) {
    then.accept(status);
  }
}
