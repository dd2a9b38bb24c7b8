package org.metagov.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.metagov.gateway.testing.Api.Reply;

/**
 * Somebody who goes to a platform and back with a browser: it keeps a cookie, and follows when it
 * is told to.
 */
public final class Visitor {
  private final Api api;
  private final String plugin;
  private String cookie = "";

  /** One who comes to {@code api} for {@code plugin}. */
  public Visitor(Api api, String plugin) {
    this.api = api;
    this.plugin = plugin;
  }

  /** Asks the gateway to be sent to the platform; returns what it answers. */
  public Reply leave(String query) {
    Reply reply = api.get("/auth/" + plugin + "/authorize?" + query);
    cookie = reply.header("Set-Cookie").map(set -> set.split(";", 2)[0]).orElse("");
    return reply;
  }

  /** As above, and is sent; returns where to. */
  public String leaveFor(String query) {
    Reply reply = leave(query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(302);
    assertThat(cookie).isNotEmpty();
    return reply.header("Location").orElseThrow();
  }

  /** Comes back with {@code location}, as the platform says. */
  public Reply comeBack(String location) {
    URI back = URI.create(location);
    Api with = cookie.isEmpty() ? api : api.with("Cookie", cookie);
    return with.get(back.getRawPath() + "?" + back.getRawQuery());
  }

  /** Returns the cookie that it was given; empty where there is none. */
  public String cookie() {
    return cookie;
  }

  /** Has {@code cookie} from now on, whoever gave it. */
  public void take(String cookie) {
    this.cookie = cookie;
  }
}
