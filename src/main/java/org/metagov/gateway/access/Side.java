package org.metagov.gateway.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whom a path is for, and so which listener serves it where there are two. What has no side is
 * served by the listener for drivers only, and fails a test.
 */
public enum Side {
  /** Drivers, and whoever watches the server. */
  INTERNAL("/api/internal", "/health", "/metrics"),

  /** Platforms, and anybody. */
  PUBLIC("/api/action", "/api/hooks"),

  /** Everybody: these hold no data. */
  BOTH(
      "/",
      "/asyncapi",
      "/asyncapi.json",
      "/asyncapi.yaml",
      "/openapi",
      "/openapi.json",
      "/openapi.yaml",
      "/redoc",
      "/swagger");

  private final List<String> paths;

  Side(String... paths) {
    this.paths = List.of(paths);
  }

  /** Returns the side of {@code path}, which is written in the one way. */
  public static Optional<Side> of(String path) {
    return Stream.of(values())
        .filter(side -> side.paths.stream().anyMatch(begin -> isBelow(path, begin)))
        .findFirst();
  }

  private static boolean isBelow(String path, String begin) {
    return path.equals(begin) || (begin.length() > 1 && path.startsWith(begin + "/"));
  }

  /** Returns whether a listener serves it: that for drivers, or the other one. */
  public boolean isServedBy(boolean internal) {
    return this == BOTH || (this == INTERNAL) == internal;
  }
}
