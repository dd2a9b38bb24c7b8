package org.metagov.gateway.spi;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a platform is answered.
 *
 * @param status the HTTP status
 * @param contentType of the body; empty where there is none
 * @param body the text
 * @param headers what else the platform wants to see, by names; not how the body is sent, which is
 *     the gateway's
 */
public record Reply(int status, String contentType, String body, Map<String, String> headers) {
  /** 200 without a body. */
  public static final Reply OK = new Reply(200, "", "");

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,2000}");

  /** What the server writes itself (RFC 9110, RFC 9112), or what a browser would believe of it. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "set-cookie",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * Refuses headers that cannot be sent, or are the gateway's.
   *
   * @throws IllegalArgumentException naming the header
   */
  public Reply {
    headers = Map.copyOf(headers);
    headers.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("a reply has no header '" + name + "'");
          }
          if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the header '" + name + "' cannot be sent");
          }
        });
  }

  /** An answer without headers of its own. */
  public Reply(int status, String contentType, String body) {
    this(status, contentType, body, Map.of());
  }

  /** 200 with {@code json}. */
  public static Reply json(String json) {
    return new Reply(200, "application/json", json);
  }

  /** 200 with {@code text}. */
  public static Reply text(String text) {
    return new Reply(200, "text/plain; charset=UTF-8", text);
  }

  /** Returns the same with one more header. */
  public Reply header(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Reply(status, contentType, body, more);
  }
}
