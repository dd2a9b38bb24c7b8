package org.metagov.gateway.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.address.HttpUrl;
import org.postgresql.Driver;

/**
 * Text to the value of a setting; each throws {@code IllegalArgumentException} with what it
 * expected.
 */
final class ValueReader {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB|TiB)?");
  private static final int SHORTEST_KEY = 32;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(25);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofDays(365);

  private ValueReader() {}

  static HttpUrl serverUrl(String text) {
    return HttpUrl.ofServer(text);
  }

  /** The address of a server, as it was written. */
  static URI platformUrl(String text) {
    HttpUrl.ofServer(text);
    return URI.create(text);
  }

  /** The address of a driver, as it was written; it may have a query. */
  static String driverUrl(String text) {
    HttpUrl.of(text);
    return text;
  }

  /** Addresses that people are sent to. */
  static List<HttpUrl> redirects(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).map(HttpUrl::ofServer).toList();
  }

  /** A proxy: nothing but scheme, host and port. */
  static HttpUrl proxyUrl(String text) {
    HttpUrl proxy = HttpUrl.ofServer(text);
    if (!proxy.scheme().equals("http") || !proxy.target().equals("/")) {
      throw new IllegalArgumentException("expected http://host:port");
    }
    return proxy;
  }

  static String bearerKey(String text) {
    // The characters of RFC 6750's b64token: what a client can send in the header.
    if (!text.matches("[-A-Za-z0-9._~+/]+=*")) {
      throw new IllegalArgumentException("expected letters, digits and - . _ ~ + / only");
    }
    if (text.length() < SHORTEST_KEY) {
      throw new IllegalArgumentException("expected at least " + SHORTEST_KEY + " characters");
    }
    return text;
  }

  static String jdbcUrl(String text) {
    if (!text.startsWith("jdbc:postgresql:") || Driver.parseURL(text, null) == null) {
      throw new IllegalArgumentException("expected jdbc:postgresql://host[:port]/database");
    }
    return text;
  }

  /** 32 bytes in Base64, or as hexadecimal digits. */
  static String key(String text) {
    if (!text.matches("[-A-Za-z0-9+/_]{43}=?|[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "expected 32 random bytes in Base64, such as 'openssl rand -base64 32' makes");
    }
    return text;
  }

  static boolean bool(String text) {
    if (!text.matches("true|false")) {
      throw new IllegalArgumentException("expected true or false");
    }
    return Boolean.parseBoolean(text);
  }

  static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a folder", e);
    }
  }

  static int integer(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range.
    }
    throw new IllegalArgumentException("expected a number from " + least + " to " + most);
  }

  static int callsPerMinute(String text) {
    return integer(text, 1, 1_000_000);
  }

  /** The size of something that is kept in memory. */
  static long size(String text) {
    // Short of the largest array, as one more byte is read to see that there is one.
    return bytes(text, Integer.MAX_VALUE - 8, "just under 2GiB");
  }

  /** The size of something on a disk, which may be larger. */
  static long diskSpace(String text) {
    return bytes(text, 1L << 50, "1024TiB");
  }

  private static long bytes(String text, long most, String mostText) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a size such as 512KiB or 1MiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift =
        switch (unit) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case "TiB" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number == 0 || number > (most >> shift)) {
      throw new IllegalArgumentException("expected a size from 1B to " + mostText);
    }
    return number << shift;
  }

  /** Less than half a lease: whoever makes a call must still have the right to when it ends. */
  static Duration callDuration(String text) {
    return atMost(LONGEST_CALL, duration(text));
  }

  /**
   * A process is claimed for a minute while its step waits for its turn; what is left of that has
   * to be enough for a call that begins a third of it later.
   */
  static Duration waitDuration(String text) {
    return atMost(LONGEST_WAIT, duration(text));
  }

  private static Duration atMost(Duration most, Duration duration) {
    if (duration.compareTo(most) > 0) {
      throw new IllegalArgumentException("expected at most " + most);
    }
    return duration;
  }

  static Duration atLeast(Duration least, Duration duration) {
    if (duration.compareTo(least) < 0) {
      throw new IllegalArgumentException("expected at least " + least);
    }
    return duration;
  }

  static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Told below, as a duration out of range.
    }
    throw new IllegalArgumentException("expected a duration such as PT20S, PT3M or P7D");
  }
}
