package org.metagov.gateway.admission;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * Whom a path is for, and so which listener serves it where there are two. What has no side is
 * served by the listener for drivers only, and fails a test.
 */
public enum Side {
  /** Drivers, and whoever watches the server. */
  INTERNAL,

  /** Platforms, and anybody. */
  PUBLIC,

  /** Everybody: these hold no data. */
  BOTH;

  private static final String ROOT = "/";

  /**
   * These, and what is below them. The console is not among them: where it is not served nothing
   * tells a stranger that there is one.
   */
  private static final Map<String, Side> SIDES =
      Map.ofEntries(
          entry("/api/internal", INTERNAL),
          entry("/health", INTERNAL),
          entry("/metrics", INTERNAL),
          entry("/api/action", PUBLIC),
          entry("/api/hooks", PUBLIC),
          entry("/auth", PUBLIC),
          entry("/asyncapi", BOTH),
          entry("/asyncapi.json", BOTH),
          entry("/asyncapi.yaml", BOTH),
          entry("/openapi", BOTH),
          entry("/openapi.json", BOTH),
          entry("/openapi.yaml", BOTH),
          entry("/redoc", BOTH),
          entry("/swagger", BOTH));

  /** Returns the side of {@code path}, which is written in the one way. */
  public static Optional<Side> of(String path) {
    if (path.equals(ROOT)) {
      return Optional.of(BOTH);
    }
    for (Map.Entry<String, Side> side : SIDES.entrySet()) {
      if (isBelow(path, side.getKey())) {
        return Optional.of(side.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean isBelow(String path, String top) {
    return path.startsWith(top)
        && (path.length() == top.length() || path.charAt(top.length()) == '/');
  }

  /** Returns whether a listener serves it: that for drivers, or the other one. */
  public boolean isServedBy(boolean internal) {
    return this == BOTH || (this == INTERNAL) == internal;
  }
}
