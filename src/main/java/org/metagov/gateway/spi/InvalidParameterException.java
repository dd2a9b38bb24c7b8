package org.metagov.gateway.spi;

/** The caller asked for something that cannot be: 400 to the driver, with the message. */
public class InvalidParameterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A fault of the caller's; {@code message} says what to do about it and holds no secret. */
  public InvalidParameterException(String message) {
    super(message);
  }
}
