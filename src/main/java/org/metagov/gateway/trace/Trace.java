package org.metagov.gateway.trace;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request and all that follows from it, as W3C Trace Context knows it (Recommendation, level
 * 1). Whoever asks may choose the id; so it serves to find things, and proves nothing.
 *
 * @param id 32 hexadecimal digits
 * @param sampled whether whoever began it keeps what is told of it
 */
public record Trace(String id, boolean sampled) {
  /** The header that it travels in. */
  public static final String HEADER = "traceparent";

  private static final int SAMPLED = 1;
  private static final int HEX = 16;

  /** Of a later version there may be more, behind a dash. */
  private static final Pattern PARENT =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

  private static final Pattern KEPT = Pattern.compile("([0-9a-f]{32})-0([01])");

  /** Begins one. */
  public static Trace begin() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Not all zeros: that would be none.
    return new Trace(digits(random.nextLong() | 1) + digits(random.nextLong()), false);
  }

  /** Returns that which a request with these headers of the name belongs to, if they are one. */
  public static Optional<Trace> of(List<String> headers) {
    return headers.size() == 1 ? parse(headers.get(0)) : Optional.empty();
  }

  private static Optional<Trace> parse(String header) {
    Matcher parts = PARENT.matcher(header.strip());
    if (!parts.matches() || (parts.group(1).equals("00") && parts.group(4) != null)) {
      return Optional.empty();
    }
    int flags = Integer.parseInt(parts.group(3), HEX);
    return Optional.of(new Trace(parts.group(2), (flags & SAMPLED) != 0));
  }

  /**
   * Returns the header for a call that belongs to it. The caller in it is this call and nobody
   * else; what others have sent along goes no further.
   */
  public String parent() {
    return "00-" + id + "-" + digits(ThreadLocalRandom.current().nextLong() | 1) + flags();
  }

  /** Returns it as the store keeps it. */
  public String kept() {
    return id + flags();
  }

  private String flags() {
    return sampled ? "-01" : "-00";
  }

  /** Returns what {@link #kept} was made of; a new one where nothing was kept. */
  public static Trace ofKept(String text) {
    Matcher parts = KEPT.matcher(text == null ? "" : text);
    return parts.matches() ? new Trace(parts.group(1), parts.group(2).equals("1")) : begin();
  }

  /** Returns the id of what {@link #kept} was made of; empty where nothing was kept. */
  public static Optional<String> keptId(String text) {
    Matcher parts = KEPT.matcher(text == null ? "" : text);
    return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
  }

  private static String digits(long number) {
    String digits = Long.toHexString(number);
    return "0".repeat(HEX - digits.length()) + digits;
  }
}
