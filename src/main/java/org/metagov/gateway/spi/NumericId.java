package org.metagov.gateway.spi;

import java.util.regex.Pattern;

/**
 * An id that a platform writes in digits, such as Discord's snowflakes. On the wire it is a text,
 * as readers of JSON lose digits of large numbers; a whole number is taken for it, too.
 *
 * @param digits 1 to 20 of them
 */
public record NumericId(String digits) {
  /** As many as 64 bits have. */
  private static final Pattern DIGITS = Pattern.compile("\\d{1,20}");

  /** Refuses what is no such id. */
  public NumericId {
    if (!DIGITS.matcher(digits).matches()) {
      throw new IllegalArgumentException("is no id, which has 1 to 20 digits");
    }
  }

  /** Returns the digits. */
  @Override
  public String toString() {
    return digits;
  }
}
