package org.metagov.gateway.address;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.json.Invisible;

/**
 * A URL that the gateway can call. Whoever names one, a driver, a config or an operator, is held to
 * the same rule and told the same.
 *
 * <p>The host is read here and not by {@link URI}, which knows none with {@code _} in it, as Docker
 * Compose's services have it, and takes forms of IPv4 addresses for names that others read as
 * addresses ({@code 0x7f.1}).
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address, in lower case; an IPv6 address without brackets
 * @param port the one that is called, also where the URL does not name it
 * @param target path and query as they are sent: from the first slash on, in ASCII
 */
public record HttpUrl(String scheme, String host, int port, String target) {
  /** The longest URL, in characters. */
  public static final int LONGEST = 2_000;

  private static final String RULE = "must be an http or https URL";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int LAST_PORT = 65_535;

  /** RFC 1035 has it so. */
  private static final int LONGEST_HOST = 253;

  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::(\\d*))?");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*\\.?");

  /** What looks like an IPv4 address, to somebody. */
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");

  /**
   * Reads a URL, which may have a query.
   *
   * @throws IllegalArgumentException with what it must be, in words that never quote it
   */
  public static HttpUrl of(String text) {
    if (text.length() > LONGEST) {
      throw wrong(" of at most 2,000 characters");
    }
    if (Invisible.isIn(text)) {
      throw wrong(" without characters that nobody sees");
    }
    URI uri = parsed(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.isOpaque() || !(scheme.equals("http") || scheme.equals("https"))) {
      throw unlike();
    }
    if (uri.getRawAuthority() == null) {
      throw unlike();
    }
    if (uri.getRawAuthority().contains("@")) {
      throw wrong(" without a user name");
    }
    if (uri.getRawFragment() != null) {
      throw wrong(" without a fragment (#)");
    }
    Matcher authority = AUTHORITY.matcher(uri.getRawAuthority().toLowerCase(Locale.ROOT));
    if (!authority.matches()) {
      throw unhosted();
    }
    return new HttpUrl(
        scheme, host(authority.group(1)), port(authority.group(2), scheme), target(uri));
  }

  /**
   * Reads the address of a server, to which paths are added.
   *
   * @throws IllegalArgumentException as {@link #of}, and where it has a query
   */
  public static HttpUrl ofServer(String text) {
    HttpUrl url = of(text);
    if (url.target().contains("?")) {
      throw wrong(" without a query (?)");
    }
    return url;
  }

  /** Returns whether its port is the one that need not be named. */
  public boolean hasStandardPort() {
    return port == standardPort(scheme);
  }

  /** Returns where it is, without a path and a query, which may hold a key. */
  public String place() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return hasStandardPort() ? name : name + ":" + port;
  }

  /** Returns the origin (RFC 6454), such as {@code https://example.org}. */
  public String origin() {
    return scheme + "://" + place();
  }

  /** Returns the URL without its query. */
  public String page() {
    return origin() + rawPath();
  }

  /** Returns its path as servers read it: decoded, without dots and doubled slashes. */
  public String path() {
    String path = URI.create("http://host" + rawPath()).getPath().replaceAll("/+", "/");
    try {
      return new URI(null, null, path, null).normalize().getPath();
    } catch (URISyntaxException e) {
      return path;
    }
  }

  private String rawPath() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Returns the URL, in the one form that all ways to write it have in common. */
  public String text() {
    return origin() + target;
  }

  /**
   * Returns what {@code reference}, such as a redirect's, means on this page.
   *
   * @throws IllegalArgumentException where it is no URL that can be called
   */
  public HttpUrl resolve(String reference) {
    int fragment = reference.indexOf('#');
    URI found = parsed(fragment < 0 ? reference : reference.substring(0, fragment));
    if (found.isAbsolute()) {
      return of(found.toString());
    }
    if (found.getRawAuthority() != null) {
      return of(scheme + ":" + found);
    }
    if (found.getRawPath().isEmpty()) {
      return of(page() + found);
    }
    // On a host that java.net.URI can read: it resolves nothing against one with a "_".
    URI there = parsed("http://host" + rawPath()).resolve(found);
    String asked = there.getRawQuery() == null ? "" : "?" + there.getRawQuery();
    return of(origin() + there.getRawPath() + asked);
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw unlike();
    }
  }

  /** Returns whether {@code text}, in lower case, is a name or an IPv4 address. */
  static boolean isHost(String text) {
    return NUMERIC.matcher(text).matches()
        ? IpAddress.isIpv4(text)
        : text.length() <= LONGEST_HOST && NAME.matcher(text).matches();
  }

  private static String host(String text) {
    boolean bracketed = text.startsWith("[");
    String host = bracketed ? text.substring(1, text.length() - 1) : text;
    if (!(bracketed ? IpAddress.isIpv6(host) : isHost(host))) {
      throw unhosted();
    }
    return host;
  }

  private static int port(String text, String scheme) {
    if (text == null || text.isEmpty()) {
      return standardPort(scheme);
    }
    int port = text.length() > 5 ? 0 : Integer.parseInt(text);
    if (port < 1 || port > LAST_PORT) {
      throw wrong(" with a port from 1 to 65535");
    }
    return port;
  }

  private static int standardPort(String scheme) {
    return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
  }

  private static String target(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String whole = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    StringBuilder ascii = new StringBuilder(whole.length());
    for (byte octet : whole.getBytes(StandardCharsets.UTF_8)) {
      if (octet >= 0) {
        ascii.append((char) octet);
      } else {
        ascii.append("%%%02X".formatted(octet));
      }
    }
    return ascii.toString();
  }

  private static IllegalArgumentException unlike() {
    return wrong(" such as https://host[:port]/path");
  }

  private static IllegalArgumentException unhosted() {
    return wrong(" whose host is a name (of letters, digits, -, _ and .) or an address");
  }

  private static IllegalArgumentException wrong(String how) {
    return new IllegalArgumentException(RULE + how);
  }
}
