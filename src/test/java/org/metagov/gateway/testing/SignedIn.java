package org.metagov.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody who has exchanged a key for a session: what a browser holds of it.
 *
 * @param base somebody without a key
 * @param cookie the header {@code Set-Cookie}
 * @param token what the page sends
 */
public record SignedIn(Api base, String cookie, String token) {
  /** Where sessions are. */
  public static final String PATH = "/api/internal/session";

  /** Exchanges {@code key}. */
  public static SignedIn with(DriverKey key) {
    Api.Reply reply = key.driver().post(PATH, null);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return new SignedIn(
        Api.at(key.driver().base()),
        reply.header("Set-Cookie").orElseThrow(),
        reply.json().getString("token"));
  }

  /** Returns what a browser sends of the cookie. */
  public String pair() {
    return cookie.substring(0, cookie.indexOf(';'));
  }

  /** Returns the page, as it calls the gateway. */
  public Api page() {
    return sending(token);
  }

  /** Returns a page that sends {@code other} in place of the token. */
  public Api sending(String other) {
    return base.with("Cookie", pair()).with("X-Metagov-Session", other);
  }
}
