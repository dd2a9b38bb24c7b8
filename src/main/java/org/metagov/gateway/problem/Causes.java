package org.metagov.gateway.problem;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/** An exception and what caused it. */
public final class Causes {
  /** Far beyond any real chain: the end of one that bites its own tail. */
  private static final int MOST = 50;

  private static final int MOST_TOLD = 4;
  private static final int MOST_FRAMES = 20;
  private static final int LONGEST_TEXT = 500;

  private Causes() {}

  /** Returns {@code failure}, what caused it, what caused that, and so on. */
  public static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST);
  }

  /**
   * Returns {@code failure} as it is logged: whoever has brought it about, and by whatever, it
   * takes no more than some kilobytes, and its texts no more than a line each.
   *
   * @param failure null where there is none
   */
  public static Throwable brief(Throwable failure) {
    Throwable[] chain =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
            .limit(MOST_TOLD)
            .toArray(Throwable[]::new);
    Throwable brief = null;
    for (int i = chain.length - 1; i >= 0; i--) {
      brief = new Brief(chain[i], brief);
    }
    return brief;
  }

  /** Returns {@code text} as it stands in one line of a log. */
  public static String line(String text) {
    String line = text.length() > LONGEST_TEXT ? Texts.fitting(text, LONGEST_TEXT) + "…" : text;
    return line.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
  }

  /** What is logged of a failure. */
  private static final class Brief extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String text;

    Brief(Throwable failure, Throwable cause) {
      super(null, cause, false, true);
      text = line(failure.toString());
      StackTraceElement[] frames = failure.getStackTrace();
      setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, MOST_FRAMES)));
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // It is logged as the failure, not as this.
    public String toString() {
      return text;
    }
  }
}
