package org.metagov.gateway.settings;

/** A setting that the gateway cannot start with. The message begins with its key. */
public class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A wrong value: {@code message} names the key and what was expected. */
  public InvalidSettingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** As above, where nothing else caused it. */
  public InvalidSettingException(String message) {
    this(message, null);
  }
}
