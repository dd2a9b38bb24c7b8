package org.metagov.gateway.admission;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The headers by which proxies tell that they have passed a request on, or for whom. */
public final class ForwardingHeaders {
  private static final Set<String> NAMES =
      Set.of(
          "forwarded",
          "via",
          "cdn-loop",
          "client-ip",
          "fastly-client-ip",
          "true-client-ip",
          "x-azure-clientip",
          "x-azure-socketip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-original-forwarded-for",
          "x-original-host",
          "x-original-url",
          "x-real-ip",
          "x-rewrite-url");

  private static final List<String> PREFIXES = List.of("x-forwarded-", "cf-", "x-envoy-");

  private ForwardingHeaders() {}

  /** Returns whether the header {@code name} is one of a proxy's. */
  public static boolean tell(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (NAMES.contains(lower)) {
      return true;
    }
    for (String prefix : PREFIXES) {
      if (lower.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
