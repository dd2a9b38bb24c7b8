package org.metagov.gateway.loss;

import java.time.Duration;

/** How many webhooks were accepted: what all that is planned is timed by. */
final class Progress {
  private final long deadline;
  private int accepted;

  Progress(Duration limit) {
    deadline = System.nanoTime() + limit.toNanos();
  }

  synchronized void advance() {
    accepted++;
    notifyAll();
  }

  synchronized int accepted() {
    return accepted;
  }

  /** Returns whether the time is up. */
  boolean isOver() {
    return System.nanoTime() - deadline >= 0;
  }

  /**
   * Waits until {@code moment}.
   *
   * @throws AssertionError where it does not come in time
   */
  synchronized void await(int moment) {
    while (accepted < moment) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("only " + accepted + " webhooks were accepted in time");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
