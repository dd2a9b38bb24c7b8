package org.metagov.gateway.spi;

import java.util.Optional;

/**
 * The platform answered by leading somewhere else, and was not followed: writes never are, and no
 * call leaves the origin (scheme, host and port) it was made to. Where a plugin meets that while it
 * is enabled, its driver is told where the platform is instead: 400.
 */
public class PlatformMovedException extends PlatformException {
  private static final long serialVersionUID = 1L;

  private final String place;

  /**
   * A redirect that was not followed.
   *
   * @param message what the platform answered
   * @param status its HTTP status
   * @param place where it leads to: an origin such as {@code https://www.example.org}, with the
   *     path where the origin is the same, and never with a query, which may hold a key
   */
  public PlatformMovedException(String message, int status, String place) {
    super(message, status, false, false, false, Optional.empty(), null);
    this.place = place;
  }

  /** Returns where the platform is instead, such as {@code https://www.example.org}. */
  public String place() {
    return place;
  }
}
