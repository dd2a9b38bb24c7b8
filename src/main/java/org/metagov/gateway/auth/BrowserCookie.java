package org.metagov.gateway.auth;

/**
 * The cookie that a ticket is in, one for each authorization, so that two tabs do not meet. Where
 * the server is reached by TLS it is bound to its host ({@code __Host-}): no neighbour of the same
 * domain can put one in its place.
 *
 * @param name of this authorization
 * @param secure whether the server is reached by TLS
 */
record BrowserCookie(String name, boolean secure) {
  private static final String NAME = "metagov-auth-";
  private static final int ENOUGH = 16;

  /** Returns the cookie of {@code state}. */
  static BrowserCookie of(String state, boolean secure) {
    String own = NAME + Tokens.digest(state).substring(0, ENOUGH);
    return new BrowserCookie(secure ? "__Host-" + own : own, secure);
  }

  /** Returns the header that sets it to {@code value} for {@code seconds}; 0 takes it away. */
  String header(String value, long seconds) {
    // Lax: the platform's page leads here, and nothing but a page may bring it along.
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(name, value, seconds, secure ? "; Secure" : "");
  }
}
