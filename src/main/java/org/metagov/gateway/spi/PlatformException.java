package org.metagov.gateway.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * The platform failed: it could not be reached, was too slow, or answered with an error. It means
 * "try again later" and is never a result. A driver sees 502 (504 on a time-out) with the message,
 * so the message says what the platform said and holds no secret.
 */
public class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean timeout;
  private final transient Optional<Duration> retryAfter;

  /** The platform answered, but not as it should. */
  public PlatformException(String message) {
    this(message, 0, false, Optional.empty(), null);
  }

  /** The platform's answer cannot be used because of {@code cause}. */
  public PlatformException(String message, Throwable cause) {
    this(message, 0, false, Optional.empty(), cause);
  }

  private PlatformException(
      String message, int status, boolean timeout, Optional<Duration> retryAfter, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.timeout = timeout;
    this.retryAfter = retryAfter;
  }

  /** The platform answered with the HTTP status {@code status}. */
  public static PlatformException answered(
      String message, int status, Optional<Duration> retryAfter) {
    return new PlatformException(message, status, false, retryAfter, null);
  }

  /** The platform did not answer in time. */
  public static PlatformException timedOut(String message, Throwable cause) {
    return new PlatformException(message, 0, true, Optional.empty(), cause);
  }

  /** Returns the platform's HTTP status, 0 where it did not answer. */
  public int status() {
    return status;
  }

  /** Returns whether the platform was too slow. */
  public boolean isTimeout() {
    return timeout;
  }

  /** Returns how long the platform asks to be left alone. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
