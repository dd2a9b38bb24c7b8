package org.metagov.gateway.json;

/**
 * Characters that nobody sees, as they come along when text is copied from a page or a file: line
 * ends, other controls, zero-width characters, halves of surrogate pairs.
 */
public final class Invisible {
  private Invisible() {}

  /** Returns whether one is in {@code text}; a blank is none. */
  public static boolean isIn(String text) {
    return text.codePoints().anyMatch(Invisible::is);
  }

  private static boolean is(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
