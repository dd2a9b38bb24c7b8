package org.metagov.gateway.background;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has begun and is not done yet: requests, and work under leases. A server that is to stop
 * lets nothing more begin, and waits for it.
 */
@ApplicationScoped
public class WorkInHand {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition done = lock.newCondition();
  private int pieces;
  private volatile boolean ending;

  /**
   * Begins a piece of work, which ends with {@link #leave}.
   *
   * @return false where the server stops: it must not begin
   */
  public boolean enter() {
    lock.lock();
    try {
      if (ending) {
        return false;
      }
      pieces++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A piece of work is done. */
  public void leave() {
    lock.lock();
    try {
      pieces--;
      done.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many pieces of work have begun and are not done. */
  public int pieces() {
    lock.lock();
    try {
      return pieces;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the server stops: what goes on without an end of its own ends now. */
  public boolean isEnding() {
    return ending;
  }

  /**
   * Lets nothing more begin, and waits until all is done.
   *
   * @return how many pieces of work are not done within {@code patience}
   */
  public int end(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      ending = true;
      long left = patience.toNanos();
      while (pieces > 0 && left > 0) {
        left = done.awaitNanos(left);
      }
      return pieces;
    } finally {
      lock.unlock();
    }
  }
}
