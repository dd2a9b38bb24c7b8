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
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final int status;
  private final boolean timeout;
  private final boolean untouched;
  private final boolean gone;
  private final transient Optional<Duration> retryAfter;

  /** The platform answered, but not as it should. */
  public PlatformException(String message) {
    this(message, 0, false, false, false, Optional.empty(), null);
  }

  /** The platform's answer cannot be used because of {@code cause}. */
  public PlatformException(String message, Throwable cause) {
    this(message, 0, false, false, false, Optional.empty(), cause);
  }

  PlatformException(
      String message,
      int status,
      boolean timeout,
      boolean untouched,
      boolean gone,
      Optional<Duration> retryAfter,
      Throwable cause) {
    super(message, cause);
    this.status = status;
    this.timeout = timeout;
    this.untouched = untouched;
    this.gone = gone;
    this.retryAfter = retryAfter;
  }

  /** The platform answered with the HTTP status {@code status}. */
  public static PlatformException answered(
      String message, int status, Optional<Duration> retryAfter) {
    return new PlatformException(message, status, false, false, isGone(status), retryAfter, null);
  }

  /** The platform did not answer in time. */
  public static PlatformException timedOut(String message, Throwable cause) {
    return new PlatformException(message, 0, true, false, false, Optional.empty(), cause);
  }

  /**
   * The call was not sent, as the platform is to be left alone for {@code wait}.
   *
   * @param untouched whether nothing else was sent before it in the same action, process step or
   *     hook
   */
  public static PlatformException unsent(String message, Duration wait, boolean untouched) {
    return new PlatformException(message, 0, false, untouched, false, Optional.of(wait), null);
  }

  /**
   * The platform says in its own way that the object, or the right to see it, is not there any
   * more: in {@code 200} with an error, say, or by {@code 403} for what is hidden. Where that stays
   * so for {@code metagov.process.give-up-after}, a process ends by it.
   *
   * @param message what the platform said
   */
  public static PlatformException gone(String message) {
    return new PlatformException(message, 0, false, false, true, Optional.empty(), null);
  }

  /**
   * As above, of an answer whose status alone does not say so.
   *
   * @param answer what was thrown for it
   */
  public static PlatformException gone(PlatformException answer) {
    return new PlatformException(
        answer.getMessage(), answer.status, false, false, true, answer.retryAfter, answer);
  }

  /** Returns the platform's HTTP status, 0 where it did not answer. */
  public int status() {
    return status;
  }

  /** Returns whether the platform was too slow. */
  public boolean isTimeout() {
    return timeout;
  }

  /** Returns whether it is certain that the platform has heard nothing of all this. */
  public boolean isUntouched() {
    return untouched;
  }

  /**
   * Returns whether the object, or the right to see it, is gone: by the status (401, 404 or 410),
   * or because the plugin knows.
   */
  public boolean isGone() {
    return gone;
  }

  /** Returns how long the platform is to be left alone. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  private static boolean isGone(int status) {
    return status == UNAUTHORIZED || status == NOT_FOUND || status == GONE;
  }
}
