package org.metagov.gateway.plugins.github;

import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;

/** GitHub refuses what it is asked: nobody helps it by asking again. */
final class RefusedException extends InvalidParameterException {
  private static final long serialVersionUID = 1L;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final int status;

  RefusedException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** Returns the same as a failure, where it was nobody's parameter that was refused. */
  PlatformException failure() {
    return status == NOT_FOUND || status == GONE
        ? gone()
        : new PlatformException(getMessage(), this);
  }

  /** Returns the same as an answer that says that what was there once is gone. */
  PlatformException gone() {
    return gone(getMessage(), status);
  }

  static PlatformException gone(String message, int status) {
    return PlatformException.gone(PlatformException.answered(message, status, Optional.empty()));
  }
}
