package org.example.faults;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A fault that was armed: it comes once, and only to the work that it is meant for. */
final class Fault {
  private static volatile Fault armed = new Fault("", Moment.BEFORE, "", 1);

  private final String point;
  private final Moment moment;
  private final Pattern unit;
  private final AtomicInteger left;

  private Fault(String point, Moment moment, String unit, int reach) {
    this.point = point;
    this.moment = moment;
    this.unit = Pattern.compile(unit);
    left = new AtomicInteger(reach);
  }

  /** Arms a fault for the {@code reach}-th time that it is met, in place of the one before. */
  static void arm(String point, Moment moment, String unit, int reach) {
    armed = new Fault(point, moment, unit, reach);
  }

  /** Returns whether the last fault that was armed has come. */
  static boolean hasFired() {
    return armed.left.get() <= 0;
  }

  /** Returns whether it comes now, to {@code work} at {@code place}. */
  static boolean strikes(String work, String place, Moment when) {
    Fault fault = armed;
    return fault.point.equals(place)
        && fault.moment == when
        && fault.unit.matcher(work).matches()
        && fault.left.decrementAndGet() == 0;
  }
}
