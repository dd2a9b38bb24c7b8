package org.metagov.gateway.spi;

import java.util.regex.Pattern;

/**
 * An authorization comes to nothing for a reason that the driver knows by a code: it is sent back
 * with {@code error} and {@code error_description}.
 */
public class AuthorizationException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,100}");

  private final String code;

  /**
   * A reason.
   *
   * @param code such as {@code slack_installer_is_not_admin}
   * @param description for people; no secret
   */
  public AuthorizationException(String code, String description) {
    super(description);
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a code: " + code);
    }
    this.code = code;
  }

  /** Returns the code. */
  public String code() {
    return code;
  }
}
