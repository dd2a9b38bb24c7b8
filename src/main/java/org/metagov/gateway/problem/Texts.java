package org.metagov.gateway.problem;

/**
 * Text of others, such as what a platform says of its failure, on its way into a column: to note a
 * failure must not fail because of what it says.
 */
public final class Texts {
  private static final char UNREADABLE = '\uFFFD';

  private Texts() {}

  /**
   * Returns {@code text} as every database can keep it, and cut to {@code most} UTF-16 units:
   * U+0000 and halves of surrogate pairs become U+FFFD. Null stays null.
   */
  public static String fitting(String text, int most) {
    if (text == null || fits(text, most)) {
      return text;
    }
    int end = Math.min(text.length(), most);
    // No pair is cut apart.
    if (end > 0 && end < text.length() && isPair(text, end - 1)) {
      end--;
    }
    StringBuilder fitting = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      if (isPair(text, i)) {
        fitting.append(text, i, i + 2);
        i++;
      } else {
        fitting.append(isKeepable(text.charAt(i)) ? text.charAt(i) : UNREADABLE);
      }
    }
    return fitting.toString();
  }

  /** Returns whether a column of {@code most} UTF-16 units keeps {@code text} as it is. */
  public static boolean fits(String text, int most) {
    if (text.length() > most) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (isPair(text, i)) {
        i++;
      } else if (!isKeepable(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** PostgreSQL keeps no U+0000, and half a pair cannot be written in UTF-8. */
  private static boolean isKeepable(char c) {
    return c != '\0' && !Character.isSurrogate(c);
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
