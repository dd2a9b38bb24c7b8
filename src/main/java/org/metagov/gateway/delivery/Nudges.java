package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.metagov.gateway.event.MessagesWritten;

/** Tells whoever waits for messages that there may be some, without a delay. */
@ApplicationScoped
public class Nudges {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition nudged = lock.newCondition();
  private long count;

  /** Messages have been committed on this node. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) MessagesWritten event) {
    nudge();
  }

  /** Ends all waiting. */
  public void nudge() {
    lock.lock();
    try {
      count++;
      nudged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there were more nudges than {@code seen}, at most {@code millis}.
   *
   * @return how many there were
   */
  public long await(long seen, long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (count == seen && left > 0) {
        left = nudged.awaitNanos(left);
      }
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return count;
    } finally {
      lock.unlock();
    }
  }
}
