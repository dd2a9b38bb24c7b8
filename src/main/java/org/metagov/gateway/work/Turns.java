package org.metagov.gateway.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Places behind bulkheads that some may wait for. */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition released = lock.newCondition();
  private final Places places = new Places(Integer.MAX_VALUE);
  private final int mostWaiting;
  private final Duration patience;
  private int waiting;

  /**
   * Places of which nobody waits for longer than {@code patience}, and at most {@code mostWaiting}
   * at all.
   */
  Turns(int mostWaiting, Duration patience) {
    this.mostWaiting = mostWaiting;
    this.patience = patience;
  }

  /** Takes a place behind all of {@code bulkheads}; false where there is none in time. */
  boolean take(List<Bulkhead> bulkheads) {
    lock.lock();
    try {
      return places.take(bulkheads).isEmpty() || await(bulkheads);
    } finally {
      lock.unlock();
    }
  }

  private boolean await(List<Bulkhead> bulkheads) {
    if (waiting >= mostWaiting) {
      return false;
    }
    waiting++;
    try {
      long left = patience.toNanos();
      while (left > 0) {
        left = released.awaitNanos(left);
        if (places.take(bulkheads).isEmpty()) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting--;
    }
  }

  /** Gives back what {@link #take} has taken. */
  void release(List<Bulkhead> bulkheads) {
    lock.lock();
    try {
      places.release(bulkheads);
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
