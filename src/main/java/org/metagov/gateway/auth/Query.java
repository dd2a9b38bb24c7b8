package org.metagov.gateway.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.metagov.gateway.address.HttpUrl;

/** Parameters in the query of an address. */
final class Query {
  private Query() {}

  /** Returns {@code url} with {@code parameters} behind those that it has. */
  static String added(HttpUrl url, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    String text = url.text();
    return query.isEmpty() ? text : text + (text.contains("?") ? "&" : "?") + query;
  }

  private static String encoded(String text) {
    // A blank as such: not everybody who reads a query takes a plus for one.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
