package org.metagov.gateway.metric;

/** What an HTTP status counts as: there are too many of them. */
public final class StatusClass {
  private static final int HUNDRED = 100;
  private static final String[] CLASSES = {null, "1xx", "2xx", "3xx", "4xx", "5xx"};

  private StatusClass() {}

  /** Returns the class of {@code status}, such as {@code 2xx}; {@code none} where it is of none. */
  public static String of(int status, String none) {
    int number = status / HUNDRED;
    return number > 0 && number < CLASSES.length ? CLASSES[number] : none;
  }
}
