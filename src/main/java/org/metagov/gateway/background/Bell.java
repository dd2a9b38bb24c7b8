package org.metagov.gateway.background;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells whoever waits for work that there may be some, without a delay, or at its time. */
public final class Bell {
  /** Alarms within so long are one. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private final long began = System.nanoTime();
  private long count;

  /** When to ring by itself, in steps since it began. */
  private final NavigableSet<Long> alarms = new TreeSet<>();

  /** Ends all waiting. */
  public void ring() {
    lock.lock();
    try {
      ringNow();
    } finally {
      lock.unlock();
    }
  }

  private void ringNow() {
    count++;
    rung.signalAll();
  }

  /** Rings by itself in so many nanoseconds, or a few milliseconds later. */
  public void ringIn(long nanos) {
    lock.lock();
    try {
      ringIfItIsTime();
      long alarm = (elapsed() + nanos) / STEP_NANOS + 1;
      boolean isNext = alarms.isEmpty() || alarm < alarms.first();
      if (alarms.add(alarm) && isNext) {
        // Whoever waits, waits for this one now.
        rung.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void ringIfItIsTime() {
    NavigableSet<Long> past = alarms.headSet(elapsed() / STEP_NANOS, true);
    if (!past.isEmpty()) {
      past.clear();
      ringNow();
    }
  }

  /** Returns how often it has rung. */
  public long count() {
    lock.lock();
    try {
      ringIfItIsTime();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has rung more often than {@code heard} times, at most {@code millis}.
   *
   * @return how often it has rung
   */
  public long await(long heard, long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      long end = System.nanoTime() + left;
      ringIfItIsTime();
      while (count == heard && left > 0) {
        rung.awaitNanos(Math.min(left, untilAlarm()));
        ringIfItIsTime();
        left = end - System.nanoTime();
      }
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private long untilAlarm() {
    return alarms.isEmpty() ? Long.MAX_VALUE : alarms.first() * STEP_NANOS - elapsed();
  }

  private long elapsed() {
    return System.nanoTime() - began;
  }
}
