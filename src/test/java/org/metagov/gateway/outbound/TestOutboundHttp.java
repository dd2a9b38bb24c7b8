package org.metagov.gateway.outbound;

import java.net.http.HttpClient;
import java.time.Duration;

/** The real client with limits for tests, also of other packages. */
public final class TestOutboundHttp {
  private TestOutboundHttp() {}

  /** Returns a client that waits twenty seconds and takes a megabyte. */
  public static OutboundHttp client() {
    return new OutboundHttp(
        HttpClient.newHttpClient(),
        new OutboundHttp.Limits(Duration.ofSeconds(20), 1_000_000, 1_000_000));
  }
}
