package org.metagov.gateway.auth;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.address.HttpUrl;

/** Parameters in the query of an address. */
final class Query {
  private Query() {}

  /**
   * Returns {@code url} with {@code parameters} behind those that it has. Of the same name it has
   * none besides: some who read a query take the first, and others the last.
   */
  static String added(HttpUrl url, Map<String, String> parameters) {
    String query =
        Stream.concat(
                pieces(url).stream().filter(piece -> !parameters.containsKey(name(piece))),
                parameters.entrySet().stream()
                    .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue())))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? url.page() : url.page() + "?" + query;
  }

  /** Returns the names that the query of {@code url} has, decoded. */
  static List<String> names(HttpUrl url) {
    return pieces(url).stream().map(Query::name).toList();
  }

  private static List<String> pieces(HttpUrl url) {
    int query = url.target().indexOf('?');
    return query < 0
        ? List.of()
        // Some who read a query take a semicolon for the other.
        : Stream.of(url.target().substring(query + 1).split("[&;]"))
            .filter(piece -> !piece.isEmpty())
            .toList();
  }

  private static String name(String piece) {
    String name = piece.split("=", 2)[0];
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static String encoded(String text) {
    // A blank as such: not everybody who reads a query takes a plus for one.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
