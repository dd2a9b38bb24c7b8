package org.example.harness.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A fault that was armed: it comes once, and only to the work that it is meant for. Either that is
 * the end of the work, or the work is held until it is let go.
 */
final class Fault {
  private static final int LONGEST_HOLD_SECONDS = 30;

  private static volatile Fault armed = new Fault("", Moment.BEFORE, "", 1, false);

  private final String point;
  private final Moment moment;
  private final Pattern unit;
  private final AtomicInteger left;
  private final boolean holds;
  private final CountDownLatch released = new CountDownLatch(1);

  private Fault(String point, Moment moment, String unit, int reach, boolean holds) {
    this.point = point;
    this.moment = moment;
    this.unit = Pattern.compile(unit);
    left = new AtomicInteger(reach);
    this.holds = holds;
  }

  /** Arms a fault for the {@code reach}-th time that it is met, in place of the one before. */
  static void arm(String point, Moment moment, String unit, int reach, boolean holds) {
    armed = new Fault(point, moment, unit, reach, holds);
  }

  /** Lets go what is held. */
  static void release() {
    armed.released.countDown();
  }

  /** Returns whether the last fault that was armed has come. */
  static boolean hasFired() {
    return armed.left.get() <= 0;
  }

  /** Returns whether {@code work} comes to its end now, at {@code place}. */
  static boolean ends(String work, String place, Moment when) {
    Fault fault = armed;
    boolean strikes =
        fault.point.equals(place)
            && fault.moment == when
            && fault.unit.matcher(work).matches()
            && fault.left.decrementAndGet() == 0;
    if (strikes && fault.holds) {
      fault.hold();
    }
    return strikes && !fault.holds;
  }

  private void hold() {
    try {
      released.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
