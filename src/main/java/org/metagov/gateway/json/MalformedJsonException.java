package org.metagov.gateway.json;

/** Text that should be JSON and is not. The message never quotes the text: it may hold a secret. */
public class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }

  MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
