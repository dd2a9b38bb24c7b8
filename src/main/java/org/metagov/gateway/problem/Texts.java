package org.metagov.gateway.problem;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Text of others, such as what a platform says of its failure, on its way into a column: to note a
 * failure must not fail because of what it says.
 */
public final class Texts {
  private static final char UNREADABLE = '\uFFFD';
  private static final String DIGEST = "sha256:";

  private Texts() {}

  /** Returns the text that {@code bytes} are in UTF-8, if they are any. */
  public static Optional<String> ofUtf8(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The mark stands for what is none; it may also have been sent.
    return text.indexOf(UNREADABLE) < 0 || isUtf8(bytes) ? Optional.of(text) : Optional.empty();
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

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

  /**
   * Returns {@code text} with a mark in place of what no database can keep, as {@link
   * #fitting(String, int)} puts it, however long it is.
   */
  public static String fitting(String text) {
    return text == null ? null : fitting(text, text.length());
  }

  /**
   * Returns what stands for {@code text}, such as a platform's id of something, in a column of
   * {@code most} UTF-16 units, at least 71, that is looked up: the text itself, or a digest of one
   * that databases do not agree on. To Derby, blanks behind a text are nothing; PostgreSQL fails at
   * U+0000. Equal texts have the same key, and no others.
   */
  public static String key(String text, int most) {
    boolean same = fits(text, most) && !text.endsWith(" ") && !text.startsWith(DIGEST);
    return same ? text : DIGEST + digest(text);
  }

  /**
   * As {@link #key(String, int)}, for a name that somebody asks for: one that nothing can have been
   * called becomes another such name, which the database can be asked for.
   */
  public static String key(String name) {
    return key(name, name.length());
  }

  private static String digest(String text) {
    // Its units as they are: in every charset, halves of surrogate pairs are all the same.
    ByteBuffer units = ByteBuffer.allocate(text.length() * Character.BYTES);
    units.asCharBuffer().put(text);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(units.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
