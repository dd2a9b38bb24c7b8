package org.metagov.gateway.address;

import java.util.stream.Stream;

/**
 * The mark of every call that leaves the gateway (RFC 8586): one that comes back with it has been
 * sent to ourselves.
 */
public final class LoopMark {
  /** The header. */
  public static final String HEADER = "CDN-Loop";

  /** What stands in it for the gateway. */
  public static final String NAME = "metagov-gateway";

  private LoopMark() {}

  /** Returns whether {@code value}, the header as it came, names the gateway. */
  public static boolean isIn(String value) {
    // Each may have parameters, behind a semicolon.
    return Stream.of(value.split(",", -1))
        .map(name -> name.split(";", -1)[0].strip())
        .anyMatch(NAME::equalsIgnoreCase);
  }
}
