package org.metagov.gateway.plugins.discord;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * A route of Discord's API, such as {@code channels/1/messages?limit=5}.
 *
 * @param segments what stands between its slashes, as it is sent
 * @param query what stands behind its question mark, as it is sent; empty where there is none
 */
record Route(List<String> segments, String query) {
  /** Emoji stand in it in percent signs, and custom ones as {@code name:id}. */
  private static final Pattern SEGMENT =
      Pattern.compile("(?:[A-Za-z0-9_@:~.-]++|%[0-9A-Fa-f]{2})++");

  /**
   * What would be another segment, the one above, or one that is refused, to whoever decodes it: of
   * ASCII only {@code #} and {@code *}, of which emoji are made, and {@code :}.
   */
  private static final Pattern MISLEADING =
      Pattern.compile("\\.++|.*%(?!23|2[aA]|3[aA])[0-7][0-9A-Fa-f].*");

  private static final Pattern QUERY =
      Pattern.compile("(?:[A-Za-z0-9_.~:,@&=+-]++|%[0-9A-Fa-f]{2})*+");

  private static final int LONGEST = 2_000;
  private static final Pattern VERSION = Pattern.compile("v\\d{1,2}");
  private static final Pattern ID = Pattern.compile("\\d{1,20}");

  /** By what Discord counts apart ("Rate Limits"): channels, guilds and webhooks. */
  private static final Set<String> COUNTED = Set.of("channels", "guilds", "webhooks");

  private static final Map<String, Integer> TOKEN_AT = Map.of("webhooks", 2, "interactions", 2);

  Route {
    segments = List.copyOf(segments);
  }

  /** A route of ours, without a query. */
  static Route of(String... segments) {
    return new Route(List.of(segments), "");
  }

  /**
   * Reads a route that a driver has given, also with the version before it.
   *
   * @throws InvalidParameterException where it is none
   */
  static Route parse(String text) {
    if (text.length() > LONGEST) {
      throw new InvalidParameterException("'route' has at most " + LONGEST + " characters");
    }
    int mark = text.indexOf('?');
    String path = (mark < 0 ? text : text.substring(0, mark)).replaceFirst("^/", "");
    String query = mark < 0 ? "" : text.substring(mark + 1);
    List<String> segments = List.of(path.replaceFirst("^api/", "").split("/", -1));
    if (segments.size() > 1 && VERSION.matcher(segments.get(0)).matches()) {
      segments = segments.subList(1, segments.size());
    }
    if (!QUERY.matcher(query).matches() || !segments.stream().allMatch(Route::isSegment)) {
      throw new InvalidParameterException("That is not a route of Discord's");
    }
    return new Route(segments, query);
  }

  private static boolean isSegment(String text) {
    return SEGMENT.matcher(text).matches() && !MISLEADING.matcher(text).matches();
  }

  /** Returns the same with {@code more} behind its question mark. */
  Route and(String more) {
    return new Route(
        segments, query.isEmpty() || more.isEmpty() ? query + more : query + "&" + more);
  }

  /** Returns the segment at {@code place}; empty where it is shorter. */
  String at(int place) {
    return place < segments.size() ? segments.get(place) : "";
  }

  /** Returns whether the segment at {@code place} is {@code text}. */
  boolean is(int place, String text) {
    return at(place).equals(text);
  }

  /** Returns it as it stands in an address. */
  String path() {
    return "/" + String.join("/", segments) + (query.isEmpty() ? "" : "?" + query);
  }

  /** Returns it without ids and tokens, as Discord counts it and anybody may read it. */
  String shape() {
    StringBuilder shape = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      boolean plain =
          !ID.matcher(at(i)).matches()
              && TOKEN_AT.getOrDefault(at(0), -1) != i
              && !at(i).contains("%")
              && !at(i).contains(":");
      shape.append('/').append(plain ? at(i) : "{}");
    }
    return shape.toString();
  }

  /** Returns what Discord counts apart. */
  String subject() {
    if (!COUNTED.contains(at(0))) {
      return "";
    }
    return is(0, "webhooks") ? at(1) + "/" + at(2).hashCode() : at(1);
  }

  /** Returns {@code text} in capitals, as the methods of HTTP are. */
  static String method(String text) {
    String method = text.toUpperCase(Locale.ROOT);
    if (!Set.of("GET", "POST", "PUT", "PATCH", "DELETE").contains(method)) {
      throw new InvalidParameterException("'method' is GET, POST, PUT, PATCH or DELETE");
    }
    return method;
  }
}
