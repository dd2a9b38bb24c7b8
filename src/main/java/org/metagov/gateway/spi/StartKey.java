package org.metagov.gateway.spi;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What the start of a process is known by. The gateway makes it once and stores it before {@link
 * GovernanceProcess#start} calls the platform; every repetition, after a lost answer or a crash,
 * has the same one. A plugin puts it where {@link GovernanceProcess#find} sees it again: into a
 * field for such keys, a tag, or a line below a text.
 *
 * @param text as {@code start} is given it: letters, digits, hyphens and low lines, at most 50 of
 *     them
 */
public record StartKey(String text) {
  private static final Pattern PLAIN = Pattern.compile("[\\w-]{1,50}");
  private static final int MOST_DIGITS = 64;

  /** Refuses what no key is. */
  public StartKey {
    if (!PLAIN.matcher(text).matches()) {
      throw new IllegalArgumentException("a start key has letters, digits, - and _: " + text);
    }
  }

  /**
   * Returns {@code length} hexadecimal digits that stand for the key, where there is little room,
   * or only small letters and digits are left as they are.
   */
  public String digits(int length) {
    if (length < 16 || length > MOST_DIGITS) {
      throw new IllegalArgumentException("16 to 64 digits stand for a key");
    }
    return DeliveryIds.digest(text.getBytes(StandardCharsets.UTF_8)).substring(0, length);
  }

  /** Returns whether the key stands in {@code written}, and not as a part of something longer. */
  public boolean isIn(String written) {
    return Pattern.compile("(?<![\\w-])" + Pattern.quote(text) + "(?![\\w-])")
        .matcher(written)
        .find();
  }
}
