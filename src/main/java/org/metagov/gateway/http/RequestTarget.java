package org.metagov.gateway.http;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.problem.Texts;

/**
 * What a request line asks for. A path has one way to be written: whoever looks at it (a proxy, the
 * rules of access, the scope of an idempotency key, the router) sees the same path then.
 */
public final class RequestTarget {
  /** Pages, not resources: what they load lies behind their slash. */
  private static final Set<String> PAGES = Set.of("/console/", "/swagger/", "/redoc/");

  private static final String UNRESERVED = "-._~";
  private static final String ALSO_IN_SEGMENTS = "!$&'()*+,=:@";

  private RequestTarget() {}

  /**
   * Returns whether {@code path}, as it was sent, is written in the one way: segments that are not
   * empty and not dots, without parameters ({@code ;}), without a slash at the end, without blanks
   * around a name, and with escapes only where a character needs one.
   */
  static boolean isCanonical(String path) {
    if (path.equals("/") || PAGES.contains(path)) {
      return true;
    }
    if (!path.startsWith("/")) {
      return false;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (!isCanonicalSegment(segment)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCanonicalSegment(String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    boolean escaped = false;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        escaped = true;
      } else if (!isUnreserved(c) && ALSO_IN_SEGMENTS.indexOf(c) < 0) {
        return false;
      }
    }
    // Without an escape it is what it says, and none of its characters is one that no name has.
    return !escaped || decoded(segment).filter(text -> isName(text, segment)).isPresent();
  }

  private static boolean isName(String text, String segment) {
    int first = text.codePointAt(0);
    int last = text.codePointBefore(text.length());
    return !isBlank(first)
        && !isBlank(last)
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || "/\\;".indexOf(c) >= 0)
        && !escapesNeedlessly(segment);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean escapesNeedlessly(String segment) {
    for (int i = segment.indexOf('%'); i >= 0; i = segment.indexOf('%', i + 1)) {
      if (isUnreserved((char) hex(segment, i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }

  /** Returns what is wrong with {@code query}, as it was sent; nothing where it can be read. */
  public static Optional<String> wrongInQuery(String query) {
    if (query == null) {
      return Optional.empty();
    }
    Optional<String> text = decoded(query);
    if (text.isEmpty()) {
      return Optional.of("The query of the URL is not UTF-8 in percent-encoding");
    }
    // No name holds it, and PostgreSQL refuses to look for it.
    return text.get().indexOf('\0') < 0 ? Optional.empty() : Optional.of("The URL holds U+0000");
  }

  /** Returns the characters that {@code text} stands for, if it stands for any. */
  private static Optional<String> decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c == '%' ? hex(text, i + 1) : c;
      if (value < 0 || c > '~') {
        return Optional.empty();
      }
      if (c == '%') {
        i += 2;
      }
      bytes.write(value);
    }
    return Texts.ofUtf8(bytes.toByteArray());
  }

  /** Returns the byte of the two hexadecimal digits at {@code at}; -1 where they are none. */
  private static int hex(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
